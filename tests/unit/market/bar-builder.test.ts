import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type BarBuilder,
  type BarInterval,
  createBarBuilder,
  tradeUpdate,
} from '../../../src-main/market/bar-builder.ts'
import { sessionAt } from '../../../src-main/market/calendar.ts'
import { exchangeLabel, utcFromExchange } from '../../../src-main/market/exchange-time.ts'
import type { Bar } from '../../../src-shared/domain/bar.ts'
import { MINUTE_MS, SECOND_MS, sessionDate, type UtcMs, utcMs } from '../../../src-shared/domain/time.ts'

const MINUTE = MINUTE_MS
const builder = (interval: BarInterval, updateMs = 0): BarBuilder =>
  createBarBuilder({ interval, sessionAt, updateMs, graceMs: 5 * SECOND_MS })
const at = (time: string, date = '2024-01-02'): UtcMs => utcFromExchange(date, time)
const trade = (time: string, price: number, shares = 100, date = '2024-01-02'): Bar =>
  tradeUpdate(at(time, date), price, shares)

function take(target: BarBuilder, update: Bar): Bar | null {
  const result = target.add(update)
  if (!result.ok) throw new Error(result.error.message)
  return result.finished
}

const codeOf = (target: BarBuilder, update: Bar): string | null => {
  const result = target.add(update)
  return result.ok ? null : result.error.code
}

describe('a bar', () => {
  test('holds the trades of its interval, its start included and its end not', () => {
    const five = builder(5)
    take(five, trade('09:30:00', 100, 10))
    take(five, trade('09:32:10', 103, 20))
    take(five, trade('09:33:00', 98, 30))
    take(five, trade('09:34:59', 101, 40))
    expect(take(five, trade('09:35:00', 102))).toEqual({
      start: at('09:30'),
      open: 100,
      high: 103,
      low: 98,
      close: 101,
      volume: 100,
    })
  })

  test('can be read while it forms', () => {
    const five = builder(5)
    expect(five.forming()).toBeNull()
    take(five, trade('09:41', 100, 10))
    take(five, trade('09:42', 99, 5))
    expect(five.forming()).toEqual({ start: at('09:40'), open: 100, high: 100, low: 99, close: 99, volume: 15 })
  })

  test('is finished by the clock only when its end and the grace have passed, and once', () => {
    const five = builder(5)
    take(five, trade('09:31', 100))
    expect(five.onClock(utcMs(at('09:35') + 4_999))).toBeNull()
    expect(five.onClock(utcMs(at('09:35') + 5_000))?.start).toBe(at('09:30'))
    expect(five.onClock(at('09:36'))).toBeNull()
    expect(take(five, trade('09:36', 100))).toBeNull()
  })

  test('is not made of intervals without updates', () => {
    const five = builder(5)
    take(five, trade('09:31', 100))
    expect(take(five, trade('10:17', 101))?.start).toBe(at('09:30'))
    expect(five.forming()?.start).toBe(at('10:15'))
  })

  test('never reaches into another session', () => {
    const day = builder('day')
    take(day, trade('15:59:59', 100, 7))
    const finished = take(day, trade('09:30', 105, 9, '2024-01-03'))
    expect(finished).toMatchObject({ start: at('09:30'), close: 100, volume: 7 })
    expect(day.forming()).toMatchObject({ start: at('09:30', '2024-01-03'), open: 105 })
  })

  test('ends at an early close', () => {
    const five = builder(5)
    take(five, trade('12:57', 100, 1, '2024-07-03'))
    expect(codeOf(five, trade('13:00', 101, 1, '2024-07-03'))).toBe('outside-session')
    expect(five.onClock(utcMs(at('13:00', '2024-07-03') + 5_000))?.start).toBe(at('12:55', '2024-07-03'))
  })

  test('of the day ends with the session, at the early close too', () => {
    const day = builder('day')
    take(day, trade('09:30', 100, 1, '2024-07-03'))
    expect(day.onClock(at('13:00', '2024-07-03'))).toBeNull()
    expect(day.onClock(utcMs(at('13:00', '2024-07-03') + 5_000))?.start).toBe(at('09:30', '2024-07-03'))
  })

  test('is cut short by a close that falls within its interval', () => {
    const short = { date: sessionDate('2024-01-02'), open: at('09:30'), close: at('09:37'), openMinute: 570 }
    const five = createBarBuilder({ interval: 5, sessionAt: () => short, updateMs: 0, graceMs: 0 })
    take(five, trade('09:36', 100))
    expect(five.onClock(utcMs(at('09:37') - 1))).toBeNull()
    expect(five.onClock(at('09:37'))?.start).toBe(at('09:35'))
  })

  test('is counted from the open where the session opens late', () => {
    const fifteen = builder(15)
    take(fifteen, trade('12:16', 100, 1, '2002-09-11'))
    const start = fifteen.forming()?.start ?? utcMs(0)
    expect(exchangeLabel(start)).toBe('2002-09-11T12:15:00')
  })
})

describe('an update', () => {
  test('that lies before the last one is refused as out of order, and changes nothing', () => {
    const five = builder(5)
    take(five, trade('09:32', 100, 10))
    expect(codeOf(five, trade('09:31', 50, 10))).toBe('out-of-order')
    expect(five.forming()).toMatchObject({ low: 100, volume: 10 })
  })

  test('at the same moment as the last trade is taken', () => {
    const five = builder(5)
    take(five, trade('09:32', 100, 10))
    expect(codeOf(five, trade('09:32', 101, 10))).toBeNull()
  })

  test('of a finished bar is refused as late', () => {
    const five = builder(5)
    take(five, trade('09:31', 100))
    five.onClock(at('09:36'))
    expect(codeOf(five, trade('09:34', 100))).toBe('late')
  })

  test('that is given twice is refused when it is a bar', () => {
    const five = builder(5, MINUTE)
    take(five, trade('09:31', 100))
    expect(codeOf(five, trade('09:31', 100))).toBe('out-of-order')
    expect(codeOf(five, trade('09:31:30', 100))).toBe('out-of-order')
  })

  test('that reaches beyond its bar is refused', () => {
    expect(codeOf(builder(5, 15 * MINUTE), trade('09:30', 100))).toBe('straddles')
    expect(codeOf(builder(5, MINUTE), trade('09:34:30', 100))).toBe('straddles')
  })

  test.each([
    ['before the open', trade('09:29:59', 100)],
    ['after the close', trade('16:00', 100)],
    ['on a holiday', trade('11:00', 100, 100, '2024-07-04')],
  ])('%s is refused', (_when, update) => {
    expect(codeOf(builder(5), update)).toBe('outside-session')
  })

  test.each([
    ['not-finite', trade('09:30', Number.NaN)],
    ['not-positive', trade('09:30', 0)],
    ['volume-negative', trade('09:30', 100, -1)],
    ['range-broken', { ...trade('09:30', 100), high: 99 }],
  ])('is refused with %s', (code, update) => {
    expect(codeOf(builder(5), update)).toBe(code)
  })
})

/** Trades over two sessions, the second an early close, ascending. */
const trades = fc
  .array(
    fc.record({
      second: fc.nat(23_399 + 12_600),
      cents: fc.integer({ min: 9_000, max: 11_000 }),
      shares: fc.integer({ min: 1, max: 5_000 }),
    }),
    { minLength: 1, maxLength: 400 },
  )
  .map((drawn) =>
    drawn
      .sort((a, b) => a.second - b.second)
      .map(({ second, cents, shares }) => {
        const [open, offset] =
          second < 23_400 ? [at('09:30', '2024-07-02'), second] : [at('09:30', '2024-07-03'), second - 23_400]
        return tradeUpdate(utcMs(open + offset * SECOND_MS), cents / 100, shares)
      }),
  )

function aggregate(updates: readonly Bar[], interval: BarInterval, updateMs: number): Bar[] {
  const target = builder(interval, updateMs)
  const bars = updates.flatMap((update) => take(target, update) ?? [])
  const last = target.onClock(utcMs(at('16:00', '2024-07-05')))
  return last === null ? bars : [...bars, last]
}

describe('aggregation', () => {
  test('by way of smaller bars gives the same as straight from the trades', () => {
    fc.assert(
      fc.property(trades, (updates) => {
        const one = aggregate(updates, 1, 0)
        const five = aggregate(one, 5, MINUTE)
        const fifteen = aggregate(five, 15, 5 * MINUTE)
        expect(five).toEqual(aggregate(updates, 5, 0))
        expect(fifteen).toEqual(aggregate(updates, 15, 0))
        expect(aggregate(fifteen, 'day', 15 * MINUTE)).toEqual(aggregate(updates, 'day', 0))
      }),
      { seed: 15, numRuns: 100 },
    )
  })

  test('to days is a fold over each session', () => {
    fc.assert(
      fc.property(trades, (updates) => {
        const byDay = Map.groupBy(updates, (update) => exchangeLabel(update.start).slice(0, 10))
        const expected = [...byDay].map(([date, day]): Bar => {
          const prices = day.map((update) => update.close)
          const volume = day.reduce((sum, update) => sum + update.volume, 0)
          const [open = 0] = prices
          return {
            start: at('09:30', date),
            open,
            high: Math.max(...prices),
            low: Math.min(...prices),
            close: prices.at(-1) ?? 0,
            volume,
          }
        })
        expect(aggregate(updates, 'day', 0)).toEqual(expected)
      }),
      { seed: 16, numRuns: 100 },
    )
  })

  test('conserves volume, gives ascending starts and keeps every bar within its session', () => {
    fc.assert(
      fc.property(trades, fc.constantFrom<BarInterval>(1, 5, 15, 'day'), (updates, interval) => {
        const bars = aggregate(updates, interval, 0)
        const volume = (list: readonly Bar[]): number => list.reduce((sum, each) => sum + each.volume, 0)
        expect(volume(bars)).toBe(volume(updates))
        const starts = bars.map((each) => each.start)
        expect(starts).toEqual([...new Set(starts)].sort((a, b) => a - b))
        for (const start of starts) expect(sessionAt(start)).not.toBeNull()
      }),
      { seed: 17, numRuns: 100 },
    )
  })
})
