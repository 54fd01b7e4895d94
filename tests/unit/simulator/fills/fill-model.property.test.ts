import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createFillModel, type FillModel, type SimulatedFill } from '../../../../src-main/simulator/fills/fill-model.ts'
import type { Bar } from '../../../../src-shared/domain/bar.ts'
import { type Ticker, ticker } from '../../../../src-shared/domain/ids.ts'
import { PENNY } from '../../../../src-shared/domain/price.ts'
import { ENGINE_BAR_MS } from '../../../../src-shared/domain/time.ts'
import { signOf } from '../../../../src-shared/domain/vote.ts'
import { DAY, enter, exitWith, slot } from './decisions.ts'

const SYMBOLS = [ticker('AAA'), ticker('BBB')]
const BARS = 78
const START_CASH = 500_000
const cents = (dollars: number): number => Math.round(dollars * 100)

/** Whole pennies that a bar moves by, and what is decided after it. */
interface Turn {
  readonly gap: number
  readonly up: number
  readonly down: number
  readonly at: number
  readonly missing: boolean
  readonly act: 'long' | 'short' | 'tighten' | 'close' | 'nothing'
}

const turn: fc.Arbitrary<Turn> = fc.record({
  gap: fc.oneof({ weight: 5, arbitrary: fc.integer({ min: -10, max: 10 }) }, fc.integer({ min: -400, max: 400 })),
  up: fc.integer({ min: 0, max: 150 }),
  down: fc.integer({ min: 0, max: 150 }),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  missing: fc.integer({ min: 0, max: 19 }).map((die) => die === 0),
  act: fc.constantFrom('long', 'short', 'tighten', 'close', 'nothing', 'nothing'),
})

const day = fc.array(fc.tuple(turn, turn), { minLength: BARS, maxLength: BARS })

function barAfter(close: number, index: number, { gap, up, down, at }: Turn): Bar {
  const open = Math.max(1_000, close + gap)
  const low = open - Math.min(down, open - 500)
  const high = open + up
  const pennies = (value: number): number => value / 100
  return {
    start: slot(index),
    open: pennies(open),
    high: pennies(high),
    low: pennies(low),
    close: pennies(Math.round(low + at * (high - low))),
    volume: 100,
  }
}

interface Watcher {
  onFill(fill: SimulatedFill, bar: Bar, workingStop: number | null): void
  onSlot(book: FillModel): void
}

/** Plays a day of two symbols as a session would, and returns the book. */
function play(turns: readonly (readonly [Turn, Turn])[], watcher: Partial<Watcher> = {}): FillModel {
  const book = createFillModel({ account: START_CASH, maxPositionDollars: 10_000, shorting: true, tickOf: () => PENNY })
  const closes = new Map<Ticker, number>(SYMBOLS.map((symbol) => [symbol, 10_000]))
  for (const [index, pair] of turns.entries()) {
    if (slot(index) === DAY.close - ENGINE_BAR_MS) book.onEndOfDay(DAY)
    for (const [which, symbol] of SYMBOLS.entries()) {
      const turn = pair[which]!
      if (turn.missing) continue
      const bar = barAfter(closes.get(symbol)!, index, turn)
      closes.set(symbol, cents(bar.close))
      const stop = book.positions().find((position) => position.symbol === symbol)?.stop ?? null
      for (const fill of book.onBar(symbol, bar)) watcher.onFill?.(fill, bar, stop)
    }
    for (const [which, symbol] of SYMBOLS.entries())
      decide(book, symbol, index, closes.get(symbol)! / 100, pair[which]!)
    watcher.onSlot?.(book)
  }
  book.onClose(DAY)
  return book
}

function decide(book: FillModel, symbol: Ticker, index: number, close: number, { act, at }: Turn): void {
  const held = book.positions().find((position) => position.symbol === symbol)
  if (act === 'long' || act === 'short') book.onDecision(enter(index, act, close, 0.2 + at, 0.02, symbol))
  else if (act === 'close') book.onDecision(exitWith(index, { kind: 'closeNow', reason: 'test' }, symbol))
  else if (act === 'tighten' && held) {
    const price = close - signOf(held.side) * 0.3
    book.onDecision(exitWith(index, { kind: 'moveStop', price }, symbol))
  }
}

const check = (promise: (turns: [Turn, Turn][]) => void, numRuns = 150): void =>
  fc.assert(fc.property(day, promise), { seed: 20_250_602, numRuns })

describe('on any day', () => {
  test('cash and positions at their last prices are the equity, to the cent', () => {
    check((turns) => {
      play(turns, {
        onSlot(book) {
          const { cash, equity, realised, unrealised, commissions } = book.account()
          expect(cents(equity)).toBe(cents(START_CASH) + cents(realised) + cents(unrealised) - cents(commissions))
          const cost = book.positions().reduce((sum, p) => sum + signOf(p.side) * cents(p.quantity * p.average), 0)
          expect(cents(cash)).toBe(cents(equity) - cents(unrealised) - cost)
        },
      })
    })
  })

  test('when flat, cash has changed by the round trips’ profits less all commissions', () => {
    let trips = 0
    check((turns) => {
      const fills: SimulatedFill[] = []
      const book = play(turns, { onFill: (fill) => fills.push(fill) })
      const { cash, equity, commissions } = book.account()
      const profit = book.roundTrips().reduce((sum, trip) => sum + cents(trip.profit), 0)
      const paid = book.roundTrips().reduce((sum, trip) => sum + cents(trip.commissions), 0)
      expect(cents(cash)).toBe(cents(START_CASH) + profit - paid)
      expect(cents(commissions)).toBe(paid)
      expect(equity).toBe(cash)
      trips += book.roundTrips().length
    })
    expect(trips).toBeGreaterThan(1_000)
  })

  test('nothing is held or working after the end of the day', () => {
    check((turns) => {
      const book = play(turns)
      expect(book.positions()).toEqual([])
      for (const symbol of SYMBOLS) expect(book.onBar(symbol, barAfter(10_000, BARS, turns[0]![0]))).toEqual([])
    })
  })

  test('every fill lies in its bar’s range, but for slippage, and targets without any', () => {
    check((turns) => {
      play(turns, {
        onFill({ input }, bar) {
          const slack = input.role === 'target' ? 0 : 0.02 + bar.high / 10_000
          expect(input.price).toBeGreaterThanOrEqual(bar.low - slack - 1e-9)
          expect(input.price).toBeLessThanOrEqual(bar.high + slack + 1e-9)
          expect(input.time).toBeGreaterThanOrEqual(bar.start)
          expect(input.time).toBeLessThan(bar.start + ENGINE_BAR_MS)
        },
      })
    })
  })

  test('a bar that reaches the stop it found never fills the target', () => {
    check((turns) => {
      play(turns, {
        onFill({ input }, bar, stop) {
          if (input.role !== 'target' || stop === null) return
          if (input.side === 'long') expect(bar.low).toBeGreaterThan(stop)
          else expect(bar.high).toBeLessThan(stop)
        },
      })
    })
  })

  test('entries and exits alternate, each exit for all shares of its entry', () => {
    check((turns) => {
      const open = new Map<Ticker, number>()
      play(turns, {
        onFill({ input }) {
          if (input.role === 'entry') {
            expect(open.has(input.symbol)).toBe(false)
            open.set(input.symbol, input.quantity)
          } else {
            expect(open.get(input.symbol)).toBe(input.quantity)
            open.delete(input.symbol)
          }
        },
      })
    })
  })

  test('the same day leads to the same book', () => {
    check((turns) => {
      expect(play(turns).roundTrips()).toEqual(play(turns).roundTrips())
    }, 30)
  })
})
