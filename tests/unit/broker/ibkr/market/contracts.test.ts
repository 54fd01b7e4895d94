import { EventName } from '@stoqey/ib'
import { expect, test } from 'vitest'
import { type Ticker, ticker } from '../../../../../src-shared/domain/ids.ts'
import { openMarket } from './support/open-market.ts'

type Answer = Readonly<Record<string, unknown>>

const listing = (conId: number, symbol: string, primaryExch: string): Answer => ({
  contract: { conId, symbol, secType: 'STK', currency: 'USD', primaryExch },
  ...{ minTick: 0.01, longName: `${symbol} Inc`, stockType: 'COMMON' },
})

/** A market in which each question for a contract has these answers, and none when it is null. */
async function answering(answers: readonly Answer[] | null, options = {}) {
  const market = await openMarket(options)
  market.link.onAsked = ({ kind, id }) => {
    if (kind !== 'contract') return
    market.clock.after(5, () => {
      if (answers === null) market.link.fail(id, 200, 'No security definition has been found for the request')
      else for (const details of answers) market.link.emit(EventName.contractDetails, id, details)
      market.link.emit(EventName.contractDetailsEnd, id)
    })
  }
  const ask = async (symbol: Ticker) => {
    const answer = market.live.contract(symbol)
    await market.clock.pass(10)
    return answer
  }
  return { ...market, ask }
}

test('a stock is what IBKR lists, with its tick from the contract details', async () => {
  const { ask } = await answering([listing(270, 'INTC', 'NASDAQ')])
  expect(await ask(ticker('INTC'))).toEqual({
    ok: true,
    value: {
      ...{ symbol: 'INTC', contractId: 270, name: 'INTC Inc', primaryExchange: 'NASDAQ', tick: 0.01, kind: 'stock' },
      hours: null,
    },
  })
})

test('a fund is told by its stock type', async () => {
  const { ask } = await answering([{ ...listing(756, 'SPY', 'ARCA'), stockType: 'ETF' }])
  expect(await ask(ticker('SPY'))).toMatchObject({ ok: true, value: { kind: 'etf' } })
})

test.each(['BRK B', 'BRK.B'])('class shares written %s are asked for as IBKR writes them, once', async (written) => {
  const { ask, link } = await answering([listing(1, 'BRK B', 'NYSE')])
  expect(await ask(ticker(written))).toMatchObject({ ok: true, value: { contractId: 1 } })
  await ask(ticker('BRK B'))
  expect(link.of('contract').map(({ contract }) => contract)).toEqual([
    { symbol: 'BRK B', secType: 'STK', exchange: 'SMART', currency: 'USD' },
  ])
})

test('of listings at home and abroad the one at home is meant', async () => {
  const { ask } = await answering([listing(1, 'ABC', 'LSEETF'), listing(2, 'ABC', 'NYSE')])
  expect(await ask(ticker('ABC'))).toMatchObject({ ok: true, value: { contractId: 2 } })
})

test('several listings at home are not guessed between', async () => {
  const { ask } = await answering([listing(1, 'ABC', 'NASDAQ'), listing(2, 'ABC', 'NYSE')])
  expect(await ask(ticker('ABC'))).toMatchObject({
    ok: false,
    error: { code: 'unknown-contract', message: expect.stringMatching(/NASDAQ, NYSE.*: dropped$/) },
  })
})

test('where a primary exchange is configured it is asked for', async () => {
  const { ask, link } = await answering([listing(2, 'ABC', 'NYSE')], { primaryExchanges: { ABC: 'NYSE' } })
  await ask(ticker('ABC'))
  expect(link.of('contract')[0]?.contract.primaryExch).toBe('NYSE')
})

test('a symbol that is not listed fails with a sentence, and is asked for again the next time', async () => {
  const { ask, link } = await answering(null)
  const sentence = /^FB is not listed any more, or never was \(IBKR: No security definition.*\): dropped$/
  expect(await ask(ticker('FB'))).toMatchObject({
    ok: false,
    error: { code: 'unknown-contract', message: expect.stringMatching(sentence) },
  })
  await ask(ticker('FB'))
  expect(link.of('contract')).toHaveLength(2)
})

test('a symbol that IBKR answers with another name has been renamed', async () => {
  const { ask } = await answering([listing(5, 'META', 'NASDAQ')])
  expect(await ask(ticker('FB'))).toMatchObject({
    ok: false,
    error: { message: 'FB is not listed any more, it is META now: dropped' },
  })
})

test('an answer that never comes is a time-out', async () => {
  const { clock, link, live } = await openMarket()
  link.onAsked = () => {}
  const answer = live.contract(ticker('INTC'))
  await clock.pass(31_000)
  expect(await answer).toMatchObject({ ok: false, error: { code: 'timed-out' } })
})
