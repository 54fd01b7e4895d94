import { EventName } from '@stoqey/ib'
import { expect, test } from 'vitest'
import { ticker } from '../../../../../src-shared/domain/ids.ts'
import { settle } from './support/held-clock.ts'
import { type OpenMarket, openMarket } from './support/open-market.ts'

const INTC = ticker('INTC')
const AMD = ticker('AMD')

/** The request id of a symbol's newest line. */
function lineOf({ link }: OpenMarket, symbol: string): number {
  const asked = link.of('quotes').findLast(({ contract }) => contract.symbol === symbol)
  if (asked === undefined) throw new Error(`${symbol} has no line`)
  return asked.id
}

const price = ({ link }: OpenMarket, id: number, type: number, value: unknown): void =>
  link.emit(EventName.tickPrice, id, type, value, false)
const size = ({ link }: OpenMarket, id: number, type: number, value: unknown): void =>
  link.emit(EventName.tickSize, id, type, value)
const generic = ({ link }: OpenMarket, id: number, type: number, value: unknown): void =>
  link.emit(EventName.tickGeneric, id, type, value)

async function following(symbols: readonly (typeof INTC)[], options = {}) {
  const market = await openMarket(options)
  const dispose = market.live.followQuotes(symbols, market.hear)
  await market.clock.pass(10)
  return { ...market, dispose }
}

test('what one turn brings is one batch with the newest of each symbol that changed', async () => {
  const market = await following([INTC, AMD])
  const [intc, amd] = [lineOf(market, 'INTC'), lineOf(market, 'AMD')]
  price(market, intc, 1, 30)
  price(market, intc, 1, 31)
  price(market, amd, 2, 120)
  await settle()
  expect(market.batches).toHaveLength(1)
  expect(market.batches[0]).toMatchObject([
    { symbol: 'INTC', bid: 31 },
    { symbol: 'AMD', ask: 120 },
  ])
  market.live.close()
})

test('with marks nothing is handed out before the owner flushes', async () => {
  const market = await following([INTC], { flush: 'mark' })
  price(market, lineOf(market, 'INTC'), 4, 30)
  await settle()
  expect(market.batches).toHaveLength(0)
  market.live.flush()
  expect(market.batches).toMatchObject([[{ symbol: 'INTC', last: 30 }]])
  market.live.close()
})

test('every tick of live and of delayed data finds its place', async () => {
  for (const [bid, ask, last, bidSize, askSize, lastSize, volume, close, halted] of [
    [1, 2, 4, 0, 3, 5, 8, 9, 49],
    [66, 67, 68, 69, 70, 71, 74, 75, 90],
  ] as const) {
    const market = await following([INTC])
    const id = lineOf(market, 'INTC')
    for (const [type, value] of [
      [bid, 30.1],
      [ask, 30.2],
      [last, 30.15],
      [close, 29],
    ] as const) {
      price(market, id, type, value)
    }
    for (const [type, value] of [
      [bidSize, 300],
      [askSize, 400],
      [lastSize, 50],
      [volume, 1_000_000],
    ] as const) {
      size(market, id, type, value)
    }
    generic(market, id, halted, 2)
    generic(market, id, 46, 1.7)
    await settle()
    expect(market.batches.at(-1)?.[0]).toMatchObject({
      ...{ bid: 30.1, ask: 30.2, last: 30.15, previousClose: 29, bidSize: 300, askSize: 400, lastSize: 50 },
      ...{ dayVolume: 1_000_000, halted: true, shortable: 'locate' },
    })
    market.live.close()
  }
})

test.each([
  [3, 'easy'],
  [2.6, 'easy'],
  [2.5, 'locate'],
  [1.5, 'no'],
  [0, 'no'],
] as const)('a shortable tick of %s means %s', async (value, meaning) => {
  const market = await following([INTC])
  const id = lineOf(market, 'INTC')
  price(market, id, 4, 30)
  generic(market, id, 46, value)
  await settle()
  expect(market.batches.at(-1)?.[0]?.shortable).toBe(meaning)
  market.live.close()
})

test('a side on which there is nothing is null, not a price of −1', async () => {
  const market = await following([INTC])
  const id = lineOf(market, 'INTC')
  price(market, id, 1, 30)
  price(market, id, 1, -1)
  price(market, id, 4, 30)
  await settle()
  expect(market.batches.at(-1)?.[0]).toMatchObject({ bid: null, last: 30 })
  market.live.close()
})

test('a crossed quote is handed on as it is, for those who gate on it', async () => {
  const market = await following([INTC])
  const id = lineOf(market, 'INTC')
  price(market, id, 1, 31)
  price(market, id, 2, 30)
  await settle()
  expect(market.batches.at(-1)?.[0]).toMatchObject({ bid: 31, ask: 30 })
  market.live.close()
})

test('two followers of one symbol share its line, which is given up after the last of them', async () => {
  const market = await following([INTC])
  const second = market.live.followQuotes([INTC, AMD], () => {})
  await market.clock.pass(10)
  expect(market.link.of('quotes')).toHaveLength(2)
  expect(market.live.state().lines).toEqual({ used: 2, most: 100 })
  market.dispose()
  expect(market.link.of('cancel-quotes')).toHaveLength(0)
  second()
  expect(market.link.of('cancel-quotes')).toHaveLength(2)
  expect(market.live.state().lines.used).toBe(0)
  market.live.close()
})

test('a new follower of a known symbol is told its quote at once', async () => {
  const market = await following([INTC])
  price(market, lineOf(market, 'INTC'), 4, 30)
  await settle()
  const heard: unknown[] = []
  market.live.followQuotes([INTC], (quotes) => heard.push(...quotes))
  await settle()
  expect(heard).toMatchObject([{ symbol: 'INTC', last: 30 }])
  market.live.close()
})

test('symbols beyond the account’s lines are told so, and get a line when one is free', async () => {
  const market = await openMarket({ lines: 1 })
  const dispose = market.live.followQuotes([INTC], market.hear)
  market.live.followQuotes([AMD], market.hear)
  await market.clock.pass(10)
  expect(market.link.of('quotes').map(({ contract }) => contract.symbol)).toEqual(['INTC'])
  expect(market.notices).toMatchObject([{ symbol: 'AMD', kind: 'partial', message: expect.stringMatching(/all 1 /) }])
  dispose()
  await market.clock.pass(10)
  expect(market.link.of('quotes').map(({ contract }) => contract.symbol)).toEqual(['INTC', 'AMD'])
  expect(market.notices.at(-1)).toMatchObject({ symbol: 'AMD', kind: 'restored' })
  market.live.close()
})

test('when TWS has fewer lines than was thought, the symbol is told and nothing is asked for again and again', async () => {
  const market = await following([INTC, AMD])
  market.link.fail(lineOf(market, 'AMD'), 101, 'Max number of tickers has been reached')
  await market.clock.pass(60_000)
  expect(market.live.state().lines).toEqual({ used: 1, most: 1 })
  expect(market.notices).toMatchObject([{ symbol: 'AMD', kind: 'partial' }])
  expect(market.link.of('quotes')).toHaveLength(2)
  market.live.close()
})

test.each([354, 10_089, 10_186])('after %s delayed data are asked for once, and labelled', async (code) => {
  const market = await following([INTC, AMD])
  market.link.fail(lineOf(market, 'INTC'), code, 'Requested market data is not subscribed. Delayed data is available.')
  market.link.fail(lineOf(market, 'AMD'), code, 'Requested market data is not subscribed. Delayed data is available.')
  await market.clock.pass(10)
  expect(market.link.of('data-type').map(({ id }) => id)).toEqual([1, 3])
  expect(market.link.of('quotes')).toHaveLength(4)
  market.link.fail(
    lineOf(market, 'INTC'),
    10_167,
    'Requested market data is not subscribed. Displaying delayed market data.',
  )
  price(market, lineOf(market, 'INTC'), 68, 30)
  await settle()
  expect(market.batches.at(-1)?.[0]).toMatchObject({ symbol: 'INTC', last: 30, quality: 'delayed' })
  expect(market.notices).toMatchObject([{ symbol: 'INTC', kind: 'delayed' }])
  market.live.close()
})

test('a symbol that has not even delayed data is said to be partial and gives its line up', async () => {
  const market = await following([INTC])
  for (let count = 0; count < 2; count += 1) {
    market.link.fail(lineOf(market, 'INTC'), 354, 'Requested market data is not subscribed.')
    await market.clock.pass(10)
  }
  expect(market.notices).toMatchObject([{ symbol: 'INTC', kind: 'partial', message: expect.stringMatching(/354/) }])
  expect(market.live.state().lines.used).toBe(0)
  market.live.close()
})

test.each([
  [1, 'live'],
  [2, 'frozen'],
  [3, 'delayed'],
  [4, 'delayed-frozen'],
] as const)('market data type %i is labelled %s', async (type, quality) => {
  const market = await following([INTC])
  const id = lineOf(market, 'INTC')
  market.link.emit(EventName.marketDataType, id, type)
  price(market, id, 4, 30)
  await settle()
  expect(market.batches.at(-1)?.[0]?.quality).toBe(quality)
  expect(market.notices.length).toBe(type === 1 ? 0 : 1)
  market.live.close()
})

test('a competing session is said, and its end too', async () => {
  const market = await following([INTC])
  const id = lineOf(market, 'INTC')
  market.link.fail(id, 10_197, 'No market data during competing live session')
  price(market, id, 4, 30)
  expect(market.notices).toMatchObject([
    { symbol: 'INTC', kind: 'blocked', message: expect.stringMatching(/competing live session/) },
    { symbol: 'INTC', kind: 'restored' },
  ])
  market.live.close()
})

test('each line is asked for once a connection, and anew after 1101 but not after 1102', async () => {
  const market = await following([INTC, AMD])
  expect(market.link.of('quotes')).toHaveLength(2)
  market.tws.drop()
  await market.link.connect()
  await market.clock.pass(10)
  expect(market.link.of('quotes')).toHaveLength(4)
  market.tws.loseServers()
  await market.tws.regainServers(true)
  await market.clock.pass(10)
  expect(market.link.of('quotes')).toHaveLength(4)
  for (const { id } of market.link.of('quotes').slice(2)) price(market, id, 4, 30)
  market.tws.loseServers()
  await market.tws.regainServers(false)
  await market.clock.pass(10)
  expect(market.link.of('quotes')).toHaveLength(6)
  expect(market.link.of('cancel-quotes')).toHaveLength(0)
  market.live.close()
})

test('a line that was asked for and not answered when 1101 came is cancelled: it may live on at TWS', async () => {
  const market = await following([INTC, AMD])
  const [first, second] = market.link.of('quotes')
  price(market, first?.id ?? 0, 4, 30)
  market.tws.loseServers()
  await market.tws.regainServers(false)
  await market.clock.pass(10)
  expect(market.link.of('quotes')).toHaveLength(4)
  expect(market.link.of('cancel-quotes').map(({ id }) => id)).toEqual([second?.id])
  market.live.close()
})

test('a book from before the loss of a connection is not shown as the one after it', async () => {
  const market = await following([INTC])
  price(market, lineOf(market, 'INTC'), 1, 30)
  price(market, lineOf(market, 'INTC'), 4, 30)
  await settle()
  market.tws.drop()
  await market.link.connect()
  await market.clock.pass(10)
  price(market, lineOf(market, 'INTC'), 4, 35)
  await settle()
  expect(market.batches.at(-1)?.[0]).toMatchObject({ bid: null, last: 35 })
  market.live.close()
})
