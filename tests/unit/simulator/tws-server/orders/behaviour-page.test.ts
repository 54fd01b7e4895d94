import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { DEFAULT_EXCHANGE_SETTINGS } from '../../../../../src-main/simulator/exchange/settings.ts'
import {
  DEFAULT_GATEWAY_BEHAVIOUR,
  GATEWAY_BEHAVIOURS,
} from '../../../../../src-main/simulator/tws-server/orders/behaviour.ts'

const PAGE = readFileSync(new URL('../../../../../docs/TWS_BEHAVIOUR.md', import.meta.url), 'utf8')
const rowOf = (option: string): string => PAGE.split('\n').find((line) => line.startsWith(`| \`${option}\``)) ?? ''

describe('docs/TWS_BEHAVIOUR.md', () => {
  test.each(Object.entries(GATEWAY_BEHAVIOURS))(
    'has a row for %s with all its variants, the default first',
    (name, variants) => {
      expect(rowOf(name)).toContain(`| ${variants.map((variant) => `\`${variant}\``).join(', ')} |`)
      expect(Object.entries(DEFAULT_GATEWAY_BEHAVIOUR)).toContainEqual([name, variants[0]])
    },
  )

  test.each(Object.entries(DEFAULT_EXCHANGE_SETTINGS.behaviour))(
    'has a row for %s of the exchange, the default first',
    (name, first) => {
      expect(rowOf(name)).toContain(`(exchange) | \`${first}\`, `)
    },
  )

  test('names no variant that does not exist', () => {
    const rows = PAGE.split('\n').filter((line) => /^\| `\w+`( \(exchange\))? \|/.test(line))
    const known = [...Object.keys(GATEWAY_BEHAVIOURS), ...Object.keys(DEFAULT_EXCHANGE_SETTINGS.behaviour)]
    expect(rows.map((row) => row.split('`')[1]).sort()).toEqual(known.sort())
  })
})
