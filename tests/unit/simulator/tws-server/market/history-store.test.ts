import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sessionsBetween } from '../../../../../src-main/market/calendar.ts'
import type { SteppedEvent } from '../../../../../src-main/simulator/exchange/steps.ts'
import { HistoryStore } from '../../../../../src-main/simulator/tws-server/market/history-store.ts'
import { ticker } from '../../../../../src-shared/domain/ids.ts'
import { ENGINE_BAR_MS, MINUTE_MS, sessionDate, utcMs } from '../../../../../src-shared/domain/time.ts'

const DAYS = sessionsBetween(sessionDate('2024-11-11'), sessionDate('2024-11-15'))
const A = ticker('A')
const STEP_MS = 5_000
const ALL = [utcMs(0), utcMs(Number.MAX_SAFE_INTEGER)] as const

interface Print {
  readonly price: number
  readonly shares: number
}

/** A session of these prints, one a step, with the bars that they make. */
function* session(day: (typeof DAYS)[number], prints: readonly Print[]): Generator<SteppedEvent> {
  yield { kind: 'session', day }
  for (const [index, { price, shares }] of prints.entries()) {
    const time = utcMs(day.open + (index + 1) * STEP_MS - 1)
    yield { kind: 'step', time, trades: [{ symbol: A, price, shares }] }
    if ((index + 1) % 60 > 0) continue
    const slot = prints.slice(index - 59, index + 1)
    const prices = slot.map((print) => print.price)
    yield {
      kind: 'bar',
      symbol: A,
      bar: {
        start: utcMs(day.open + (index - 59) * STEP_MS),
        open: prices[0]!,
        high: Math.max(...prices),
        low: Math.min(...prices),
        close: prices.at(-1)!,
        volume: slot.reduce((sum, print) => sum + print.shares, 0),
      },
    }
  }
}

function storeOf(...days: readonly (readonly Print[])[]): HistoryStore {
  const store = new HistoryStore()
  for (const [index, prints] of days.entries()) for (const event of session(DAYS[index]!, prints)) store.take(event)
  return store
}

const ofSteps = (count: number): Print[] =>
  Array.from({ length: count }, (_, step) => ({ price: 100 + (step % 7) / 4, shares: step % 5 }))

describe('bars of any length', () => {
  it.each([5_000, 30_000, MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, 60 * MINUTE_MS, 24 * 60 * MINUTE_MS])(
    'those of %i ms make the same day: extremes, close, volume and average price',
    (length) => {
      const print = fc.record({
        price: fc.integer({ min: 100, max: 99_999 }).map((cents) => cents / 100),
        shares: fc.nat(10_000),
      })
      fc.assert(
        fc.property(fc.array(print, { minLength: 1, maxLength: 400 }), (prints) => {
          const bars = storeOf(prints).bars(A, length, ...ALL)
          const shares = prints.reduce((sum, one) => sum + one.shares, 0)
          const value = prints.reduce((sum, one) => sum + one.price * one.shares, 0)
          expect(bars.reduce((sum, bar) => sum + bar.volume, 0)).toBe(shares)
          expect(bars.reduce((sum, bar) => sum + bar.wap * bar.volume, 0)).toBeCloseTo(value, 3)
          expect(Math.max(...bars.map(({ high }) => high))).toBe(Math.max(...prints.map(({ price }) => price)))
          expect(Math.min(...bars.map(({ low }) => low))).toBe(Math.min(...prints.map(({ price }) => price)))
          expect([bars[0]?.open, bars.at(-1)?.close]).toEqual([prints[0]?.price, prints.at(-1)?.price])
          expect(bars.every((bar, index) => index === 0 || bar.start > bars[index - 1]!.start)).toBe(true)
        }),
        { numRuns: 30 },
      )
    },
  )

  it('an end in the middle of a bar shows it as far as it had come', () => {
    const store = storeOf(ofSteps(600))
    const until = utcMs(DAYS[0]!.open + 7 * MINUTE_MS)
    const cut = storeOf(ofSteps(84))
    expect(store.bars(A, ENGINE_BAR_MS, utcMs(0), until)).toEqual(cut.bars(A, ENGINE_BAR_MS, ...ALL))
  })

  it('a slot without a trade has no bar', () => {
    const store = new HistoryStore()
    const [day] = DAYS
    store.take({ kind: 'session', day: day! })
    for (const step of [0, 130]) {
      const time = utcMs(day!.open + (step + 1) * STEP_MS - 1)
      store.take({ kind: 'step', time, trades: [{ symbol: A, price: 10, shares: 1 }] })
    }
    const starts = store.bars(A, ENGINE_BAR_MS, ...ALL).map(({ start }) => (start - day!.open) / ENGINE_BAR_MS)
    expect(starts).toEqual([0, 2])
  })
})

describe('how long it remembers', () => {
  it('five minutes for ever, the steps within them for three sessions', () => {
    const store = storeOf(...DAYS.map(() => ofSteps(120)))
    const datesOf = (length: number): number =>
      new Set(store.bars(A, length, ...ALL).map(({ start }) => Math.floor(start / 86_400_000))).size
    expect([datesOf(ENGINE_BAR_MS), datesOf(MINUTE_MS)]).toEqual([5, 3])
  })

  it('what traded last by a moment is found within a session, and in the one before', () => {
    const store = storeOf(ofSteps(60), ofSteps(3))
    const [first, second] = DAYS
    expect(store.printAt(A, utcMs(second!.open + 4_999))?.start).toBe(second!.open)
    expect(store.printAt(A, second!.open)?.start).toBe(second!.open)
    expect(store.printAt(A, utcMs(second!.open - 1))?.start).toBe(first!.open + 59 * STEP_MS)
    expect(store.printAt(A, utcMs(first!.open - 1))).toBeNull()
    expect(store.head(A)).toBe(first!.open)
    expect(store.head(ticker('B'))).toBeNull()
  })
})
