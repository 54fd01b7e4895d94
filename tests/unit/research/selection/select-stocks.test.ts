import { describe, expect, it } from 'vitest'
import type { Selection } from '../../../../src-main/research/selection/candidate.ts'
import { selectStocks } from '../../../../src-main/research/selection/select-stocks.ts'
import { systemSchedule } from '../../../../src-main/simulator/virtual-clock.ts'
import { type Ticker, ticker } from '../../../../src-shared/domain/ids.ts'
import { utcMs } from '../../../../src-shared/domain/time.ts'
import { DAYS, NOON, quoteOf, scriptedMarket, TODAY } from './scripted-market.ts'

const schedule = systemSchedule
const tickers = (...symbols: string[]): Ticker[] => symbols.map(ticker)

const MOVERS = { AAA: { last: 106 }, BBB: { last: 104 }, CCC: { last: 102 }, DULL: { last: 100.2 } }
const UNIVERSE = tickers('AAA', 'BBB', 'CCC', 'DULL')

async function selection(
  market: Parameters<typeof selectStocks>[0],
  options: Partial<Parameters<typeof selectStocks>[2]> = {},
): Promise<Selection> {
  const selected = await selectStocks(market, UNIVERSE, { top: 2, schedule, ...options })
  if (!selected.ok) throw new Error(selected.error.message)
  return selected.value
}

const candidateOf = ({ candidates }: Selection, symbol: string) =>
  candidates.find((candidate) => candidate.symbol === symbol)

describe('a selection of stocks', () => {
  it('takes the best, shows all with their numbers, and says why the others fell out', async () => {
    const found = await selection(scriptedMarket({ stocks: MOVERS }))
    expect(found.selected).toEqual(['AAA', 'BBB'])
    expect(found.candidates.map(({ symbol, rank }) => [symbol, rank])).toEqual([
      ['AAA', 1],
      ['BBB', 2],
      ['CCC', 3],
      ['DULL', null],
    ])
    expect(found.candidates.every(({ measures }) => measures !== null)).toBe(true)
    expect(candidateOf(found, 'DULL')?.failures).toMatchObject([{ filter: 'move', value: expect.closeTo(0.002, 6) }])
    expect({ time: found.time, day: found.day }).toEqual({ time: NOON, day: TODAY.date })
  })

  it('merges the scans with the universe, and remembers where each symbol came from', async () => {
    const market = scriptedMarket({
      stocks: { ...MOVERS, NEW: { last: 110 } },
      scans: { gainers: ['NEW', 'AAA'], 'gaps-up': ['NEW'] },
    })
    const found = await selection(market)
    expect(found.selected).toEqual(['NEW', 'AAA'])
    expect(candidateOf(found, 'NEW')?.sources).toEqual(['gainers', 'gaps-up'])
    expect(candidateOf(found, 'AAA')?.sources).toEqual(['gainers', 'universe'])
  })

  it('breaks ties by symbol, whatever order the market answers in', async () => {
    const stocks = { CCC: {}, AAA: {}, BBB: {}, DULL: {} }
    const found = await selection(scriptedMarket({ stocks, scans: { gainers: ['DULL', 'CCC'] } }))
    expect(found.candidates.map(({ symbol }) => symbol)).toEqual(['AAA', 'BBB', 'CCC', 'DULL'])
  })

  it('never drops what must be kept, which counts among the chosen', async () => {
    const found = await selection(scriptedMarket({ stocks: MOVERS }), { keep: tickers('DULL', 'HELD') })
    expect(found.selected).toEqual(['DULL', 'HELD'])
    expect((await selection(scriptedMarket({ stocks: MOVERS }), { keep: tickers('DULL') })).selected).toEqual([
      'DULL',
      'AAA',
    ])
    const many = await selection(scriptedMarket({ stocks: MOVERS }), { top: 1, keep: tickers('DULL', 'CCC', 'HELD') })
    expect(many.selected).toEqual(['DULL', 'CCC', 'HELD'])
  })

  it('goes on without a symbol that the market does not know, and says so', async () => {
    const market = scriptedMarket({ stocks: MOVERS, scans: { gainers: ['GONE'] } })
    const found = await selection(market)
    expect(candidateOf(found, 'GONE')).toMatchObject({
      measures: null,
      failures: [{ filter: 'not-measured', message: 'GONE is not listed.' }],
    })
    expect(found.selected).toEqual(['AAA', 'BBB'])
  })

  it('goes on without a scan that failed, and says so', async () => {
    const failure = { code: 'refused', message: 'Scanner not available.' } as const
    const found = await selection(scriptedMarket({ stocks: MOVERS, scans: { losers: failure } }))
    expect(found.notices).toEqual(['The scan losers gave nothing: Scanner not available.'])
    expect(found.selected).toEqual(['AAA', 'BBB'])
  })

  it('measures by bars within the day where the daily ones do not have it yet', async () => {
    const asked: string[] = []
    const market = scriptedMarket({ stocks: MOVERS, lateDaily: true, onHistory: ({ barSize }) => asked.push(barSize) })
    const found = await selection(market)
    expect(candidateOf(found, 'AAA')?.measures).toMatchObject({ last: 106, open: 101, high: 106 })
    expect(new Set(asked)).toEqual(new Set(['1d', '5m']))
  })

  it('measures the first half hour by bars of a minute', async () => {
    const asked: string[] = []
    const time = utcMs(TODAY.open + 10 * 60_000)
    const onHistory = ({ barSize }: { readonly barSize: string }) => asked.push(barSize)
    await selection(scriptedMarket({ stocks: MOVERS, lateDaily: true, time, onHistory }))
    expect(new Set(asked)).toEqual(new Set(['1d', '1m']))
  })

  it('looks at the quotes of the best only, and lets them count', async () => {
    const quotes = { AAA: quoteOf('AAA', 100.5), BBB: quoteOf('BBB', 104, { quality: 'delayed' }) }
    const market = scriptedMarket({ stocks: MOVERS, quotes })
    const found = await selection(market)
    expect(market.followed).toEqual([['AAA', 'BBB', 'CCC']])
    expect(found.selected).toEqual(['BBB', 'CCC'])
    expect(candidateOf(found, 'AAA')?.failures).toMatchObject([{ filter: 'move' }])
    expect(candidateOf(found, 'BBB')?.quality).toBe('delayed')
  })

  it('does not choose a stock that is halted', async () => {
    const market = scriptedMarket({ stocks: MOVERS, quotes: { AAA: quoteOf('AAA', 106, { halted: true }) } })
    expect((await selection(market)).selected).toEqual(['BBB', 'CCC'])
  })

  it('measures the last session when none is under way, without quotes', async () => {
    const weekend = utcMs(TODAY.close + 3 * 60 * 60 * 1_000)
    const market = scriptedMarket({ stocks: MOVERS, time: weekend })
    expect(await selection(market)).toMatchObject({ day: TODAY.date, selected: ['AAA', 'BBB'] })
    expect(market.followed).toEqual([])
    const early = scriptedMarket({ stocks: MOVERS, time: utcMs(TODAY.open - 1) })
    expect((await selection(early)).day).toBe(DAYS.at(-2)!.date)
  })

  it('tells how far it has come', async () => {
    const told: string[] = []
    await selection(scriptedMarket({ stocks: MOVERS }), { onProgress: (done, total) => told.push(`${done}/${total}`) })
    expect(told).toEqual(['1/4', '2/4', '3/4', '4/4'])
  })

  it('ends as cancelled when it is cancelled on the way', async () => {
    const cancelling = new AbortController()
    const market = scriptedMarket({ stocks: MOVERS, onHistory: () => cancelling.abort() })
    const selected = await selectStocks(market, UNIVERSE, { top: 2, schedule, signal: cancelling.signal })
    expect(selected).toMatchObject({ ok: false, error: { code: 'cancelled' } })
  })

  it('ends when the connection is lost, instead of taking everything for unmeasurable', async () => {
    const lost = { code: 'not-connected', message: 'Gone.' } as const
    const market = scriptedMarket({ stocks: MOVERS, failures: { BBB: lost } })
    expect(await selectStocks(market, UNIVERSE, { top: 2, schedule })).toEqual({ ok: false, error: lost })
    const scanning = scriptedMarket({ stocks: MOVERS, scans: { gainers: lost } })
    expect(await selectStocks(scanning, UNIVERSE, { top: 2, schedule })).toEqual({ ok: false, error: lost })
  })
})
