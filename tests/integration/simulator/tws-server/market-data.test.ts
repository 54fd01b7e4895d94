import { EventName } from '@stoqey/ib'
import { afterEach, describe, expect, it } from 'vitest'
import { ticker } from '../../../../src-shared/domain/ids.ts'
import { utcMs } from '../../../../src-shared/domain/time.ts'
import { ApiClient } from './api-client.ts'
import { AAPL, type DemoGateway, demoGateway, STOCK } from './demo-gateway.ts'

let demo: DemoGateway
const clients: ApiClient[] = []

async function start(options: Parameters<typeof demoGateway>[0] = {}, id = 1): Promise<ApiClient> {
  demo = await demoGateway(options)
  return join(id)
}

async function join(id: number): Promise<ApiClient> {
  const client = await ApiClient.ready(demo.port, id)
  clients.push(client)
  return client
}

afterEach(async () => {
  expect(clients.flatMap((client) => client.unreadable())).toEqual([])
  for (const client of clients.splice(0)) client.close()
  await demo.close()
  expect(demo.failures).toEqual([])
})

/** The newest value of each tick type of a line. */
function shown(client: ApiClient, id: number): Map<number, number> {
  const ticks = [EventName.tickPrice, EventName.tickSize, EventName.tickGeneric].flatMap((event) => client.of(event))
  return new Map(ticks.filter(([of]) => of === id).map(([, type, value]) => [Number(type), Number(value)]))
}

describe.each([178, 193])('server version %i', (maxServerVersion) => {
  it('a line shows the book, the last trade and the day, and follows each step', async () => {
    const client = await start({ maxServerVersion })
    client.api.reqMktData(5, STOCK, '236', false, false)
    await client.settled()
    expect(client.of(EventName.tickReqParams)).toEqual([[5, expect.anything(), '9c0001', 3]])
    expect(client.of(EventName.marketDataType)).toEqual([[5, 1]])
    for (const count of [1, 12, 100]) {
      demo.steps(count)
      await client.settled()
      const { exchange } = demo.gateway
      const { bid, ask, last, bidSize, askSize } = exchange.quote(AAPL)
      const ticks = shown(client, 5)
      expect([1, 0, 2, 3, 4, 8].map((type) => ticks.get(type))).toEqual([
        ...[bid, bidSize, ask, askSize, last, exchange.volume(AAPL)],
      ])
    }
    const ticks = shown(client, 5)
    expect([46, 49].map((type) => ticks.get(type))).toEqual([3, 0])
    expect(ticks.get(7)).toBeLessThanOrEqual(ticks.get(6) ?? 0)
    expect(ticks.get(9)).toBeGreaterThan(0)
  })

  it('every request of market data is answered, in messages that the library reads to the last field', async () => {
    const client = await start({ maxServerVersion })
    const { api } = client
    api.reqContractDetails(1, STOCK)
    api.reqMatchingSymbols(2, 'aa')
    api.reqMarketRule(26)
    api.reqHeadTimestamp(3, STOCK, 'TRADES', true, 2)
    api.reqRealTimeBars(4, STOCK, 5, 'TRADES', true)
    api.reqTickByTickData(5, STOCK, 'AllLast' as never, 0, false)
    api.reqTickByTickData(6, STOCK, 'BidAsk' as never, 0, false)
    api.reqTickByTickData(7, STOCK, 'MidPoint' as never, 0, false)
    api.reqManagedAccts()
    api.reqIds()
    api.reqScannerParameters()
    demo.steps(0)
    await client.settled()
    demo.steps(2)
    await client.settled()
    const heard = new Set(client.heard.map(({ event }) => event))
    for (const event of [
      ...[EventName.contractDetails, EventName.contractDetailsEnd, EventName.symbolSamples, EventName.marketRule],
      ...[EventName.headTimestamp, EventName.realtimeBar, EventName.tickByTickAllLast, EventName.tickByTickBidAsk],
      ...[EventName.tickByTickMidPoint, EventName.managedAccounts, EventName.scannerParameters],
    ])
      expect(heard).toContain(event)
    expect(client.of(EventName.error)).toEqual([])
  })
})

describe('lines', () => {
  it('a snapshot shows everything that is known, ends, and takes no line', async () => {
    const client = await start()
    client.api.reqMktData(9, STOCK, '', true, false)
    await client.settled()
    expect(client.of(EventName.tickSnapshotEnd)).toEqual([[9]])
    expect(shown(client, 9).get(4)).toBe(demo.gateway.exchange.quote(AAPL).last)
    const before = client.of(EventName.tickPrice).length
    demo.steps(3)
    await client.settled()
    expect([client.of(EventName.tickPrice).length, demo.gateway.stats().lines]).toEqual([before, 0])
  })

  it('a halt is told as tick 49, and its end', async () => {
    const client = await start()
    client.api.reqMktData(1, STOCK, '', false, false)
    for (const halted of [true, false]) {
      demo.gateway.take({ kind: 'halt', time: demo.gateway.exchange.now, symbol: AAPL, halted })
    }
    await client.settled()
    demo.gateway.take({ kind: 'halt', time: demo.gateway.exchange.now, symbol: AAPL, halted: true })
    await client.settled()
    expect(client.of(EventName.tickGeneric).filter(([, type]) => type === 49)).toEqual([
      [1, 49, 0],
      [1, 49, 1],
    ])
  })

  it('an id in use is refused (322), and stays in use; a cancelled one is free and silent', async () => {
    const client = await start()
    client.api.reqMktData(1, STOCK, '', false, false)
    client.api.reqMktData(1, { ...STOCK, symbol: 'NVDA' }, '', false, false)
    await client.settled()
    expect(client.errors(1)).toEqual([322])
    client.api.cancelMktData(1)
    client.api.cancelMktData(1)
    await client.settled()
    expect([client.errors(1), demo.gateway.stats().lines]).toEqual([[322, 300], 0])
    const before = client.of(EventName.tickPrice).length
    demo.steps(2)
    await client.settled()
    expect(client.of(EventName.tickPrice)).toHaveLength(before)
  })

  it('what is no listing is refused (200): unknown, ambiguous, another currency or kind', async () => {
    const client = await start()
    const wrong = [{ symbol: 'QWERT' }, { currency: '' }, { currency: 'EUR' }, { secType: 'OPT' }, { exchange: 'MOON' }]
    for (const [id, change] of wrong.entries())
      client.api.reqMktData(id, { ...STOCK, ...change } as never, '', false, false)
    await client.settled()
    expect(wrong.map((_, id) => client.errors(id))).toEqual(wrong.map(() => [200]))
  })

  it('a symbol whose stream was stopped says nothing, the others go on, and later it goes on as well', async () => {
    const client = await start()
    client.api.reqMktData(1, STOCK, '', false, false)
    client.api.reqMktData(2, { ...STOCK, symbol: 'NVDA' }, '', false, false)
    await client.settled()
    const volumes = (): (number | undefined)[] => [shown(client, 1).get(8), shown(client, 2).get(8)]
    const [stopped] = volumes()
    demo.gateway.setFlow(AAPL, false)
    demo.steps(5)
    await client.settled()
    expect(volumes()).toEqual([stopped, demo.gateway.exchange.volume(ticker('NVDA'))])
    demo.gateway.setFlow(AAPL, true)
    demo.steps(1)
    await client.settled()
    expect(volumes()[0]).toBe(demo.gateway.exchange.volume(AAPL))
  })

  it('sizes are in lots where the gateway is set to tell them so', async () => {
    const client = await start({ tickSizes: 'lots' })
    client.api.reqMktData(1, STOCK, '', false, false)
    await client.settled()
    expect(shown(client, 1).get(8)).toBe(Math.floor(demo.gateway.exchange.volume(AAPL) / 100))
  })
})

describe('who may see what', () => {
  it('without permission live data is refused (354), and delayed data comes a quarter of an hour late, labelled', async () => {
    const client = await start({ rights: 'delayed' })
    client.api.reqMktData(1, STOCK, '', false, false)
    client.api.reqMarketDataType(3)
    client.api.reqMktData(2, STOCK, '', false, false)
    await client.settled()
    expect([client.errors(1), client.errors(2), client.of(EventName.marketDataType)]).toEqual([
      [354],
      [10167],
      [[2, 3]],
    ])
    const then = demo.gateway.exchange.quote(AAPL).last
    demo.playTo(utcMs(demo.gateway.exchange.now + 15 * 60_000))
    await client.settled()
    const ticks = shown(client, 2)
    expect(ticks.get(68)).toBe(then)
    expect(ticks.get(66)).toBeLessThan(ticks.get(67) ?? 0)
    expect(ticks.has(4)).toBe(false)
  })

  it('asking for delayed data with live permission gives live data', async () => {
    const client = await start()
    client.api.reqMarketDataType(3)
    client.api.reqMktData(1, STOCK, '', false, false)
    await client.settled()
    expect(client.of(EventName.marketDataType)).toEqual([[1, 1]])
  })

  it('frozen data are asked for and given when the market is closed', async () => {
    const client = await start({ minutes: 390 })
    client.api.reqMarketDataType(2)
    client.api.reqMktData(1, STOCK, '', false, false)
    await client.settled()
    expect(client.of(EventName.marketDataType)).toEqual([[1, 2]])
  })
})

it('two clients at once each see their own lines, in the same order of symbols', async () => {
  const one = await start()
  const two = await join(2)
  const symbols = ['MSFT', 'SPY', 'AAPL']
  for (const client of [one, two]) {
    for (const [id, symbol] of symbols.entries()) client.api.reqMktData(id, { ...STOCK, symbol }, '', false, false)
    await client.settled()
    client.heard.length = 0
  }
  demo.steps(20)
  await one.settled()
  await two.settled()
  const ticksOf = (client: ApiClient) => client.heard.filter(({ event }) => event.startsWith('tick'))
  expect(ticksOf(one)).toEqual(ticksOf(two))
  expect(ticksOf(one).length).toBeGreaterThan(100)
})
