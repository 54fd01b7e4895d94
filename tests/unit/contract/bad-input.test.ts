import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { commandSchema } from '../../../src-shared/contract/commands.ts'
import { CONTRACT_ERRORS, ERROR_CODES, REFUSAL_CODES } from '../../../src-shared/contract/errors.ts'
import { clientMessageSchema } from '../../../src-shared/contract/messages.ts'
import { querySchema } from '../../../src-shared/contract/queries.ts'
import { TIME_FRAMES } from '../../../src-shared/contract/topic-ids.ts'
import { candlesTopic, parseTopic, symbolTopic, TOPICS } from '../../../src-shared/contract/topics.ts'
import { isTicker, ticker } from '../../../src-shared/domain/ids.ts'
import { runs } from '../../support/properties.ts'

describe('a topic', () => {
  test('of each kind is taken apart into what it names', () => {
    const nvda = ticker('NVDA')
    expect(parseTopic('status')).toEqual({ ok: true, value: { name: 'status' } })
    expect(parseTopic(symbolTopic('scorecard', ticker('BRK B')))).toEqual({
      ok: true,
      value: { name: 'scorecard', symbol: 'BRK B' },
    })
    for (const frame of TIME_FRAMES) {
      expect(parseTopic(candlesTopic(nvda, frame))).toEqual({
        ok: true,
        value: { name: 'candles', symbol: nvda, frame },
      })
    }
  })

  test.each([
    ...['', '/', 'statuses', 'Status', 'status/', 'status/NVDA', 'symbol', 'symbol/', 'symbol/nvda', 'symbol/NVDA/5m'],
    ...['candles/NVDA', 'candles/NVDA/', 'candles/NVDA/2m', 'candles/NVDA/5m/more', '__proto__', 'constructor'],
    ...['toString', 'symbol/../status', 'symbol/NVDA\n', 'a'.repeat(10_000)],
  ])('that is none is refused in words: %j', (id) => {
    const parsed = parseTopic(id)
    expect(parsed.ok).toBe(false)
    if (!parsed.ok) expect(parsed.error.length).toBeLessThan(120)
  })

  test('is never taken from any text that names none', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const parsed = parseTopic(text)
        if (!parsed.ok) return
        const [name = '', symbol] = text.split('/')
        expect(Object.keys(TOPICS)).toContain(name)
        if (symbol !== undefined) expect(isTicker(symbol)).toBe(true)
      }),
      runs(2_000),
    )
  })
})

describe('a message that is not one of the contract is not taken', () => {
  const shown = { ref: 'S1', revision: 1 }
  test.each<[string, unknown]>([
    ['nothing', null],
    ['a number', 7],
    ['a list', []],
    ['no type', {}],
    ['an unknown type', { type: 'arm' }],
    ['a hello of another kind', { type: 'hello', protocol: '1', wants: 'controller' }],
    ['a field too many', { type: 'heartbeat', more: 1 }],
    ['an id with other letters', { type: 'command', id: 'a b', command: { kind: 'stop' } }],
    ['an id that is too long', { type: 'command', id: 'a'.repeat(65), command: { kind: 'stop' } }],
    ['an unknown command', { type: 'command', id: 'a', command: { kind: 'transmit' } }],
    ['a command for a live mode', { type: 'command', id: 'a', command: { kind: 'set-mode', mode: 'live-real' } }],
    [
      'a command with a field too many',
      { type: 'command', id: 'a', command: { kind: 'approve', ...shown, live: true } },
    ],
    ['a reference that is too long', { type: 'command', id: 'a', command: { kind: 'cancel', ref: 'x'.repeat(65) } }],
    [
      'more approvals than cards can wait',
      {
        type: 'command',
        id: 'a',
        command: { kind: 'approve-all', shown: Array.from({ length: 201 }, () => shown) },
      },
    ],
    ['a query of another kind', { type: 'query', id: 'a', query: { kind: 'events' } }],
    [
      'a query of a day that is none',
      { type: 'query', id: 'a', query: { kind: 'day', day: { run: 'r', date: 'today' } } },
    ],
    ['a topic that is too long', { type: 'subscribe', topic: 'x'.repeat(81) }],
  ])('%s', (_, message) => {
    expect(clientMessageSchema.safeParse(message).success).toBe(false)
  })

  test('numbers that trading refuses in words do come through, and those that are none do not', () => {
    const stage = { kind: 'stage', symbol: 'NVDA', side: 'long', limit: 1, stop: 1, target: 1 }
    for (const quantity of [0, -1, 1e12, 0.5])
      expect(commandSchema.safeParse({ ...stage, quantity }).success).toBe(true)
    for (const quantity of [Number.NaN, Number.POSITIVE_INFINITY, '1', null, undefined]) {
      expect(commandSchema.safeParse({ ...stage, quantity }).success).toBe(false)
    }
  })

  test('a prototype is never touched by what comes in', () => {
    const hostile: unknown = JSON.parse('{"kind":"days","__proto__":{"polluted":true}}')
    querySchema.safeParse(hostile)
    expect('polluted' in {}).toBe(false)
  })

  test('whatever it is, it is answered and not thrown', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true, withObjectString: true }), (anything) => {
        expect(typeof clientMessageSchema.safeParse(anything).success).toBe('boolean')
      }),
      runs(500),
    )
  })
})

describe('the error codes', () => {
  test('are a closed list without doubles', () => {
    expect(ERROR_CODES).toEqual([...REFUSAL_CODES, ...Object.keys(CONTRACT_ERRORS)])
    expect(new Set(ERROR_CODES).size).toBe(ERROR_CODES.length)
  })

  test('of the contract have a sentence each', () => {
    for (const sentence of Object.values(CONTRACT_ERRORS)) expect(sentence).toMatch(/^[A-Z].*\.$/)
  })
})
