import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EVENT_TYPES, isEventType, payloadText, readPayload } from '../../../src-main/audit/event-types.ts'
import { DURABILITY } from '../../../src-main/trading/journal/trading-event.ts'
import type { Bar } from '../../../src-shared/domain/bar.ts'
import { ticker } from '../../../src-shared/domain/ids.ts'
import { utcMs } from '../../../src-shared/domain/time.ts'
import { runs } from '../../support/properties.ts'
import { barAt, decisionOf, randomNumbers, recordedSteps, SYMBOLS } from './audit-fixture.ts'

const sameNumber = (a: number, b: number): boolean => Object.is(a, b)

describe('a bar', () => {
  const anyNumber = fc.double()
  const anyBar: fc.Arbitrary<Bar> = fc.record({
    start: fc.oneof(fc.maxSafeInteger(), anyNumber).map(utcMs),
    open: anyNumber,
    high: anyNumber,
    low: anyNumber,
    close: anyNumber,
    volume: anyNumber,
  })

  test('of any doubles at all reads back bit for bit, those of refused bars too', () => {
    fc.assert(
      fc.property(anyBar, (bar) => {
        const read = readPayload('bar', 1, payloadText('bar', bar))
        if (!read.ok) throw new Error(read.error)
        expect(Object.entries(bar).every(([key, value]) => sameNumber(value, read.value[key as keyof Bar]))).toBe(true)
      }),
      runs(2_000),
    )
  })

  test('is six numbers in its stored text', () => {
    const bar = {
      start: utcMs(1704205800000),
      open: 187.15,
      high: 188.44,
      low: 183.89,
      close: 185.64,
      volume: 82488700,
    }
    expect(payloadText('bar', bar)).toBe('[1704205800000,187.15,188.44,183.89,185.64,82488700]')
  })

  test('inside a refusal and a correction reads back as well', () => {
    const bar = { ...barAt(1, randomNumbers(1)), close: Number.NaN }
    const refused = { bar, refusal: 'not-finite' as const }
    expect(readPayload('bar-refused', 1, payloadText('bar-refused', refused))).toEqual({ ok: true, value: refused })
    const corrected = { bar: barAt(2, randomNumbers(2)), decided: null }
    expect(readPayload('bar-correction', 1, payloadText('bar-correction', corrected))).toEqual({
      ok: true,
      value: corrected,
    })
  })
})

test('every input and every decision of a session reads back as it was', () => {
  for (const step of recordedSteps(41)) {
    if ('decision' in step) {
      expect(readPayload('decision', 1, payloadText('decision', step.decision))).toEqual({
        ok: true,
        value: step.decision,
      })
    } else if (step.input.kind !== 'bar') {
      const { kind } = step.input
      expect(readPayload(kind, 1, payloadText(kind, step.input))).toEqual({ ok: true, value: step.input })
    }
  }
})

test('positions, with and without one, and symbol changes read back as they were', () => {
  const symbol = ticker('AAPL')
  const position = { side: 'short', quantity: 10, average: 1.5, atr: 0.25, stop: 2, bestClose: 1 } as const
  const inputs = [
    { kind: 'position', symbol, position, stoppedOut: null },
    { kind: 'position', symbol, position: null, stoppedOut: { side: 'long', time: utcMs(1) } },
  ] as const
  for (const input of inputs) {
    expect(readPayload('position', 1, payloadText('position', input))).toEqual({ ok: true, value: input })
  }
  const symbols = { kind: 'symbols', add: [], remove: [symbol], traded: [] } as const
  expect(readPayload('symbols', 1, payloadText('symbols', symbols))).toEqual({ ok: true, value: symbols })
})

test('a decision names its bar before anything else of that name, in whatever order its fields came', () => {
  const decision = decisionOf(SYMBOLS[0]!, barAt(0, randomNumbers(1)))
  const { symbol, barStart, ...rest } = decision
  const begin = `{"symbol":"AAPL","barStart":${barStart},`
  for (const inOrder of [decision, { ...rest, barStart, symbol }]) {
    expect(payloadText('decision', inOrder)).toMatch(begin)
    expect(readPayload('decision', 1, payloadText('decision', inOrder))).toEqual({ ok: true, value: decision })
  }
})

test.each([
  ['of a later version', 2, '{"text":"x"}', 'version 2'],
  ['that is not JSON', 1, '{"text', 'not JSON'],
  ['with a field too many', 1, '{"text":"x","more":1}', 'not as written'],
  ['with a field of another kind', 1, '{"text":1}', 'text'],
])('a payload %s is not read, and the reason is said', (_what, v, text, reason) => {
  expect(readPayload('note', v, text)).toEqual({ ok: false, error: expect.stringContaining(reason) })
})

test('what must not be lost is durable, what comes by the hundred thousand is batched', () => {
  const durable = Object.entries(EVENT_TYPES).filter(([, { durability }]) => durability === 'durable')
  const ofTrading = Object.entries(DURABILITY).filter(([, durability]) => durability !== 'batched')
  expect(durable.map(([type]) => type)).toEqual([
    ...['session-started', 'session-ended', 'configuration', 'error', 'note', 'emergency-imported', 'fill'],
    ...['run-started', 'run-resumed', 'run-ended', 'arming', 'connection'],
    ...ofTrading.map(([type]) => type),
  ])
})

test('every event of trading has a type of its own', () => {
  expect(Object.keys(DURABILITY).filter((kind) => !isEventType(kind))).toEqual([])
})

test('only listed types are types', () => {
  expect(isEventType('bar')).toBe(true)
  expect(isEventType('toString')).toBe(false)
})
