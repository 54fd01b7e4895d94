import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ExchangeMessage } from '../../src-main/simulator/exchange/message.ts'
import { runs } from '../support/properties.ts'
import { hashedDay } from '../unit/simulator/exchange/hashed-day.ts'
import { carryOut, settingsVariants, type Wish, wishes } from '../unit/simulator/exchange/random-trading.ts'

const SCRIPT = fileURLToPath(new URL('../unit/simulator/exchange/hashed-day.ts', import.meta.url))

function saidOf(list: readonly Wish[], settings: Parameters<typeof carryOut>[1]): string {
  const said: ExchangeMessage[] = []
  carryOut(list, settings, ({ messages }) => said.push(...messages))
  return JSON.stringify(said)
}

describe('one seed and one sequence of calls', () => {
  test('lead to the same messages, to the last character', () => {
    fc.assert(
      fc.property(wishes(80), settingsVariants, (list, settings) => {
        expect(saidOf(list, settings)).toBe(saidOf(list, settings))
      }),
      runs(60),
    )
  })

  test('lead to the same days in this process and in another', () => {
    const { hash, executions } = hashedDay(11)
    expect(executions).toBeGreaterThan(200)
    expect(hashedDay(11).hash).toBe(hash)
    expect(hashedDay(12).hash).not.toBe(hash)
    expect(execFileSync(process.execPath, [SCRIPT, '11'], { encoding: 'utf8' }).trim()).toBe(hash)
  })
})
