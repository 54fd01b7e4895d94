import { BarSizeSetting, EventName, WhatToShow } from '@stoqey/ib'
import { afterEach, describe, expect, it } from 'vitest'
import { exchangeLabel } from '../../../../src-main/market/exchange-time.ts'
import { ticker } from '../../../../src-shared/domain/ids.ts'
import { ENGINE_BAR_MS, MINUTE_MS, utcMs } from '../../../../src-shared/domain/time.ts'
import { ApiClient } from './api-client.ts'
import { type DemoGateway, demoGateway, STOCK } from './demo-gateway.ts'

let demo: DemoGateway
const clients: ApiClient[] = []

async function start(options: Parameters<typeof demoGateway>[0] = {}): Promise<ApiClient> {
  demo = await demoGateway(options)
  const client = await ApiClient.ready(demo.port, 1)
  clients.push(client)
  return client
}

afterEach(async () => {
  expect(clients.flatMap((client) => client.unreadable())).toEqual([])
  for (const client of clients.splice(0)) client.close()
  await demo.close()
  expect(demo.failures).toEqual([])
})

interface Asked {
  readonly id?: number
  readonly symbol?: string
  readonly end?: string
  readonly duration?: string
  readonly size?: BarSizeSetting
  readonly what?: WhatToShow
  readonly keep?: boolean
  readonly format?: number
}

function ask(client: ApiClient, asked: Asked): void {
  const { id = 1, symbol = 'AAPL', end = '', duration = '1 D', keep = false, format = 2 } = asked
  const { size = BarSizeSetting.MINUTES_FIVE, what = WhatToShow.TRADES } = asked
  client.api.reqHistoricalData(id, { ...STOCK, symbol }, end, duration, size, what, 1, format, keep)
}

/** `[date, open, high, low, close, volume, count, wap]` of each bar. */
type Row = readonly unknown[]

const rowsOf = (client: ApiClient, id = 1): Row[] =>
  client
    .of(EventName.historicalData)
    .filter(([of, date]) => of === id && !String(date).startsWith('finished'))
    .map((args) => args.slice(1, 9))

const updatesOf = (client: ApiClient, id = 1): Row[] =>
  client
    .of(EventName.historicalDataUpdate)
    .filter(([of]) => of === id)
    .map((args) => args.slice(1))

async function asked(client: ApiClient, request: Asked): Promise<Row[]> {
  ask(client, request)
  await client.settled()
  return rowsOf(client, request.id)
}

const secondsOf = (rows: readonly Row[]): number[] => rows.map(([date]) => Number(date))

describe('bars that are streamed are those of history', () => {
  it.each([178, 193])(
    'each five-minute bar of two hours, of four symbols, at version %i',
    async (maxServerVersion) => {
      const client = await start({ maxServerVersion, minutes: 0, limits: 'none' })
      const symbols = ['SPY', 'AAPL', 'NVDA', 'XOM']
      for (const [id, symbol] of symbols.entries()) ask(client, { id, symbol, keep: true })
      await client.settled()
      for (let minute = 0; minute < 120; minute += 1) {
        demo.steps(12)
        await client.settled()
      }
      for (const [id, symbol] of symbols.entries()) {
        const streamed = new Map(updatesOf(client, id).map((row) => [row[0], row]))
        const bars = await asked(client, { id: 100 + id, symbol })
        expect(bars).toHaveLength(24)
        expect(bars.map(([date]) => streamed.get(date))).toEqual(bars)
        // Twelve updates a minute, the last of each bar its final one.
        expect(updatesOf(client, id)).toHaveLength(120 * 12)
      }
    },
    20_000,
  )

  it('a bar that turns out otherwise than its steps is told once more, as it is', async () => {
    const client = await start({ minutes: 10 })
    ask(client, { keep: true })
    await client.settled()
    demo.steps(59)
    const forming = demo.gateway.exchange.quote(ticker('AAPL')).last ?? 0
    const from = utcMs(demo.day.open + 10 * MINUTE_MS)
    const time = utcMs(from + ENGINE_BAR_MS - 1)
    demo.gateway.take({ kind: 'step', time, trades: [{ symbol: ticker('AAPL'), price: forming, shares: 10 }] })
    const bar = { start: from, open: forming, high: forming + 1, low: forming - 1, close: forming, volume: 12_345 }
    demo.gateway.take({ kind: 'bar', symbol: ticker('AAPL'), bar })
    await client.settled()
    const last = updatesOf(client).at(-1)
    expect(last?.slice(0, 6)).toEqual([String(from / 1000), forming, forming + 1, forming - 1, forming, 12_345])
    expect((await asked(client, { id: 2 })).at(-1)).toEqual(last)
  })
})

describe('what a request gives', () => {
  it('one day: the session under way up to now, the last bar as far as it has come', async () => {
    const client = await start({ minutes: 30 })
    demo.steps(7)
    const rows = await asked(client, {})
    expect(secondsOf(rows)).toEqual(Array.from({ length: 7 }, (_, slot) => demo.day.open / 1000 + slot * 300))
    expect(rows.at(-1)?.[6]).toBeLessThanOrEqual(7)
  })

  it('an end in UTC or with a zone is one moment; bars end by then', async () => {
    const client = await start({ minutes: 30 })
    const utc = await asked(client, { id: 1, end: '20241114-15:00:00', duration: '1800 S' })
    const zoned = await asked(client, { id: 2, end: '20241114 10:00:00 US/Eastern', duration: '1800 S' })
    expect(zoned).toEqual(utc)
    expect(utc.map(([date]) => exchangeLabel(utcMs(Number(date) * 1000)).slice(11, 16))).toEqual([
      '09:30',
      '09:35',
      '09:40',
      '09:45',
      '09:50',
      '09:55',
    ])
  })

  it('seconds are counted in trading time, across the night', async () => {
    const client = await start({ minutes: 10 })
    const rows = await asked(client, { duration: '1800 S' })
    expect(rows.map(([date]) => exchangeLabel(utcMs(Number(date) * 1000)).slice(5, 16))).toEqual([
      '11-14T15:40',
      '11-14T15:45',
      '11-14T15:50',
      '11-14T15:55',
      '11-15T09:30',
      '11-15T09:35',
    ])
  })

  it.each([
    [BarSizeSetting.SECONDS_FIVE, '60 S', 12],
    [BarSizeSetting.SECONDS_THIRTY, '300 S', 10],
    [BarSizeSetting.MINUTES_ONE, '1 D', 30],
    [BarSizeSetting.MINUTES_FIVE, '2 D', 78 + 6],
    [BarSizeSetting.MINUTES_FIFTEEN, '3 D', 26 + 26 + 2],
    [BarSizeSetting.HOURS_ONE, '2 D', 7 + 1],
    [BarSizeSetting.DAYS_ONE, '1 M', 3],
    [BarSizeSetting.DAYS_ONE, '1 W', 3],
    [BarSizeSetting.DAYS_ONE, '1 Y', 3],
  ])('%s over %s: %i bars, whose volumes and prices add up', async (size, duration, count) => {
    const client = await start({ minutes: 30, limits: 'none' })
    const rows = await asked(client, { size, duration })
    expect(rows).toHaveLength(count)
    // Not finer than needed: the library takes seconds to read many thousand bars.
    const finer = duration.endsWith('S') ? BarSizeSetting.SECONDS_FIVE : BarSizeSetting.MINUTES_ONE
    const fine = await asked(client, { id: 2, size: finer, duration })
    const volume = (bars: readonly Row[]): number => bars.reduce((sum, row) => sum + Number(row[5]), 0)
    expect(volume(rows)).toBe(volume(fine))
    expect(Math.max(...rows.map((row) => Number(row[2])))).toBe(Math.max(...fine.map((row) => Number(row[2]))))
    expect(rows.at(-1)?.[4]).toBe(fine.at(-1)?.[4])
  })

  it('hours start on the hour, the first one at the open; days are dates in both formats', async () => {
    const client = await start({ minutes: 120 })
    const hours = await asked(client, { id: 1, size: BarSizeSetting.HOURS_ONE, format: 1 })
    expect(hours.map(([date]) => String(date).slice(-8))).toEqual(['09:30:00', '10:00:00', '11:00:00'])
    for (const format of [1, 2]) {
      const days = await asked(client, { id: 1 + format, size: BarSizeSetting.DAYS_ONE, duration: '3 D', format })
      expect(days.map(([date]) => date)).toEqual(['20241113', '20241114', '20241115'])
    }
  })

  it('bid below, ask above, the midpoint between: of prices that are not trades the volume is −1', async () => {
    const client = await start()
    const [bid, ask, mid, trades] = [
      await asked(client, { id: 1, what: WhatToShow.BID }),
      await asked(client, { id: 2, what: WhatToShow.ASK }),
      await asked(client, { id: 3, what: WhatToShow.MIDPOINT }),
      await asked(client, { id: 4 }),
    ]
    for (const [index, trade] of trades.entries()) {
      const close = Number(trade[4])
      expect(bid[index]?.[4]).toBeCloseTo(close - 0.01, 9)
      expect(ask[index]?.[4]).toBeCloseTo(close + 0.01, 9)
      expect(mid[index]?.[4]).toBeCloseTo(close, 9)
      expect(bid[index]?.[5]).toBe(-1)
    }
  })

  it('the head time stamp is the first bar that there is', async () => {
    const client = await start()
    client.api.reqHeadTimestamp(1, STOCK, WhatToShow.TRADES, true, 2)
    await client.settled()
    expect(client.of(EventName.headTimestamp)).toEqual([[1, String(Date.UTC(2024, 10, 13, 14, 30) / 1000)]])
  })
})

describe('what cannot be answered', () => {
  it.each<[string, Asked, number]>([
    ['no data before the first session', { end: '20241101-15:00:00' }, 162],
    ['an unknown symbol', { symbol: 'QWERT' }, 200],
    ['an end with keepUpToDate', { end: '20241114-15:00:00', keep: true }, 321],
    ['an end that is no time', { end: 'yesterday' }, 321],
    ['a bar size that is not served', { size: BarSizeSetting.MONTHS_ONE }, 321],
    ['a duration that is none', { duration: '3 X' }, 321],
    ['prices of a kind that is not served', { what: WhatToShow.OPTION_IMPLIED_VOLATILITY }, 321],
  ])('%s', async (_, request, code) => {
    const client = await start()
    const rows = await asked(client, request)
    expect([rows, client.errors(1)]).toEqual([[], [code]])
  })

  it('cancelling: 162 to one that is kept up to date, which is silent from then on, 366 to none', async () => {
    const client = await start()
    ask(client, { keep: true })
    client.api.cancelHistoricalData(1)
    client.api.cancelHistoricalData(1)
    await client.settled()
    demo.steps(3)
    await client.settled()
    expect([client.errors(1), updatesOf(client)]).toEqual([[162, 366], []])
  })
})
