import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Bar, BarRefusal } from '../../src-shared/domain/bar.ts'
import { ticker } from '../../src-shared/domain/ids.ts'
import { type UtcMs, utcMs } from '../../src-shared/domain/time.ts'
import { decide, engineOf, epochOf, instrumentsOf, sessionsFrom } from '../support/engine-inputs.ts'
import { generateSlots, ROUGH } from '../support/generated-bars.ts'
import { runs } from '../support/properties.ts'

const instruments = instrumentsOf('SPY', 'QQQ', 'IWM', 'XLK', 'NVDA', 'AMD', 'AAPL', 'MSFT', 'GOOGL')
const sessions = sessionsFrom('2024-07-02', '2024-07-03')
const epoch = epochOf(instruments, sessions)

/** Ways to spoil a bar that would be right, and what each is refused with. `last`: start of its symbol's last bar. */
const SPOILERS: readonly (readonly [BarRefusal, (bar: Bar, last: UtcMs | null) => Bar | null])[] = [
  ['not-finite', (bar) => ({ ...bar, close: Number.NaN })],
  ['not-finite', (bar) => ({ ...bar, high: Number.POSITIVE_INFINITY })],
  ['not-finite', (bar) => ({ ...bar, volume: Number.NaN })],
  ['not-finite', (bar) => ({ ...bar, start: utcMs(Number.NaN) })],
  ['not-positive', (bar) => ({ ...bar, low: 0 })],
  ['not-positive', (bar) => ({ ...bar, open: -bar.open, low: -bar.open })],
  ['range-broken', (bar) => ({ ...bar, close: bar.high + 0.01 })],
  ['range-broken', (bar) => ({ ...bar, open: bar.low / 2 })],
  ['range-broken', (bar) => ({ ...bar, low: bar.high + 1 })],
  ['volume-negative', (bar) => ({ ...bar, volume: -1 })],
  ['not-later', (bar, last) => (last === null ? null : { ...bar, start: last })],
  ['not-later', (bar, last) => (last === null ? null : { ...bar, start: utcMs(last - 300_000) })],
  ['outside-session', (bar) => ({ ...bar, start: utcMs(bar.start + 60_000) })],
  ['outside-session', (bar) => ({ ...bar, start: utcMs(bar.start + 10 * 3_600_000) })],
  ['outside-session', (bar) => ({ ...bar, start: utcMs(bar.start + 365 * 86_400_000) })],
]

describe('refused bars', () => {
  test('change nothing: the decisions are those of an engine that never saw them', () => {
    const refused = new Set<string>()
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.infiniteStream(fc.integer({ min: 0, max: 3 * SPOILERS.length })),
        (seed, choices) => {
          const clean = engineOf(epoch)
          const pestered = engineOf(epoch)
          const lastStarts = new Map<string, UtcMs>()
          for (const slot of generateSlots(seed, instruments, sessions, ROUGH)) {
            for (const { symbol, bar } of slot.bars) {
              const [refusal, spoil] = SPOILERS[choices.next().value] ?? [null, () => null]
              const spoilt = spoil(bar, lastStarts.get(symbol) ?? null)
              if (spoilt === null) continue
              const output = pestered.apply({ kind: 'bar', symbol, bar: spoilt })
              expect(output).toEqual({ kind: 'refused', refusal })
              refused.add(`${refusal}`)
            }
            for (const { symbol, bar } of slot.bars) lastStarts.set(symbol, bar.start)
            expect(JSON.stringify(decide(pestered, slot))).toBe(JSON.stringify(decide(clean, slot)))
          }
        },
      ),
      runs(3),
    )
    expect([...refused].sort()).toEqual([...new Set(SPOILERS.map(([refusal]) => refusal))].sort())
  })

  test('are told by name for a symbol that was never announced', () => {
    const engine = engineOf(epoch)
    const [slot] = [...generateSlots(1, instruments, sessions)]
    const { bar } = slot!.bars[0]!
    expect(engine.apply({ kind: 'bar', symbol: ticker('ZZZZ'), bar })).toEqual({
      kind: 'refused',
      refusal: 'unknown-symbol',
    })
    expect(decide(engine, slot!).length).toBe(instruments.length)
  })
})
