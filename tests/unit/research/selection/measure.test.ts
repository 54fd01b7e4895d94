import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Measures } from '../../../../src-main/research/selection/candidate.ts'
import { judged, scoreOf } from '../../../../src-main/research/selection/judge.ts'
import { measure } from '../../../../src-main/research/selection/measure.ts'
import { ticker } from '../../../../src-shared/domain/ids.ts'
import { dailyBars, type StockStory, TODAY } from './scripted-market.ts'

function measuresOf(story: StockStory, last: number | null = null): Measures {
  const measured = measure({ daily: dailyBars(story), intraday: [], last }, TODAY)
  if (!measured.ok) throw new Error(measured.error)
  return measured.value
}

const failuresOf = (story: StockStory) =>
  judged({ symbol: ticker('AAA'), sources: [] }, measuresOf(story), null).failures.map(({ filter }) => filter)

describe('what is measured of a stock', () => {
  it('compares the last price, the open and the range of the day with the previous close', () => {
    const measures = measuresOf({ last: 104, open: 102 })
    expect(measures).toMatchObject({ previousClose: 100, open: 102, high: 104, low: 102, last: 104 })
    expect(measures.move).toBeCloseTo(0.04, 12)
    expect(measures.range).toBeCloseTo(0.02, 12)
    expect(measures.gap).toBeCloseTo(0.02, 12)
  })

  it('averages the true range over 14 sessions and the volume over 20, the day itself left out', () => {
    const measures = measuresOf({ range: 2.5, volume: 700_000 })
    expect(measures).toMatchObject({ atrDays: 14, volumeDays: 19, averageVolume: 700_000 })
    expect(measures.atr).toBeCloseTo(0.025, 12)
  })

  it('says over how many sessions it averaged where there are fewer', () => {
    expect(measuresOf({ days: 2 })).toMatchObject({ atrDays: 1, volumeDays: 2 })
  })

  it('takes the last price of a quote, which also widens the range', () => {
    expect(measuresOf({ last: 103, open: 101 }, 106)).toMatchObject({ last: 106, high: 106, low: 101 })
    expect(measuresOf({ last: 103, open: 101 }, 99)).toMatchObject({ last: 99, high: 103, low: 99 })
  })

  it.each([
    ['one earlier session', { days: 1 }, 'only one daily bar'],
    ['no earlier session', { days: 0 }, 'no daily bar'],
  ])('measures nothing of a stock with %s', (_case, story, words) => {
    const daily = story.days === 0 ? dailyBars({}).slice(-1) : dailyBars(story)
    const measured = measure({ daily, intraday: [], last: null }, TODAY)
    expect(measured).toMatchObject({ ok: false, error: expect.stringContaining(words) })
  })

  it('measures nothing of a stock that has not traded in the session', () => {
    const measured = measure({ daily: dailyBars({}).slice(0, -1), intraday: [], last: 103 }, TODAY)
    expect(measured).toMatchObject({ ok: false, error: 'has no bar of 2024-02-29 that is over' })
  })

  it('scores a move 50, a range 30 and a gap 20 times its fraction, whatever their signs', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 50, max: 200, noNaN: true }),
        fc.double({ min: 50, max: 200, noNaN: true }),
        (last, open) => {
          const measures = measuresOf({ last, open })
          const expected = (Math.abs(last - 100) * 50 + Math.abs(last - open) * 30 + Math.abs(open - 100) * 20) / 100
          expect(scoreOf(measures)).toBeCloseTo(expected, 9)
        },
      ),
    )
  })
})

describe('the filters', () => {
  it.each<[string, StockStory, string[]]>([
    ['nothing against a stock that moves', {}, []],
    ['a move of less than 1 %', { last: 100.99 }, ['move']],
    ['not a move of 1 % down', { last: 99 }, []],
    ['a true range of less than 1.5 %', { range: 1.4 }, ['atr']],
    ['not a true range of 1.5 %', { range: 1.5 }, []],
    ['fewer than 500,000 shares a day', { volume: 499_999 }, ['average-volume']],
    ['not 500,000 shares a day', { volume: 500_000 }, []],
    ['a price below 5', { last: 4.99 }, ['price']],
    ['a price above 5,000', { last: 5_000.01 }, ['price']],
    ['everything that is wrong at once', { last: 100, range: 1, volume: 1 }, ['atr', 'average-volume', 'move']],
  ])('%s', (_case, story, filters) => {
    expect(failuresOf(story)).toEqual(filters)
  })

  it('name the number that was found and the one that was wanted', () => {
    const { failures } = judged({ symbol: ticker('AAA'), sources: [] }, measuresOf({ last: 99.5, range: 1.2 }), null)
    expect(failures.map(({ message }) => message)).toEqual([
      'ATR 1.20 % is below 1.50 %',
      'move −0.50 % is below ±1.00 %',
    ])
  })
})
