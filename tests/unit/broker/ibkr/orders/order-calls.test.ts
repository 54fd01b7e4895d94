import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const SOURCES = new URL('../../../../../src-main/', import.meta.url).pathname
const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
const saying = (words: RegExp): string[] =>
  files.filter((name) => words.test(readFileSync(join(SOURCES, name), 'utf8'))).sort()

test('one file alone calls what sends and cancels orders at TWS, and nothing cancels everything', () => {
  expect(saying(/\bapi\s*\.\s*(placeOrder|cancelOrder)\b/)).toEqual(['broker/ibkr/orders/order-calls.ts'])
  expect(saying(/\.\s*reqGlobalCancel\b/)).toEqual([])
})

test('three files alone import it: the one that sends orders, the question that cannot become one, and the probe', () => {
  expect(saying(/from '[^']*\/order-calls\.ts'/)).toEqual([
    'broker/ibkr/orders/margin-question.ts',
    'broker/ibkr/orders/outgoing.ts',
    'broker/ibkr/probe/probe-orders.ts',
  ])
  const question = readFileSync(join(SOURCES, 'broker/ibkr/orders/margin-question.ts'), 'utf8')
  expect(question).toContain("import { askMargin, type OutgoingOrder } from './order-calls.ts'")
})
