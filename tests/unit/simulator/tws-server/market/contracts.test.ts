import { describe, expect, it } from 'vitest'
import { utcFromExchange } from '../../../../../src-main/market/exchange-time.ts'
import { ContractBook, type ContractQuery } from '../../../../../src-main/simulator/tws-server/market/contracts.ts'
import { hoursFrom } from '../../../../../src-main/simulator/tws-server/market/trading-hours.ts'
import { ticker } from '../../../../../src-shared/domain/ids.ts'

const SYMBOLS = ['AAPL', 'SPY', 'BRK B', 'F'].map(ticker)
const book = new ContractBook(
  SYMBOLS.map((symbol) => (symbol === 'SPY' ? { symbol, kind: 'etf', name: 'SPDR S&P 500 ETF' } : { symbol })),
)
const stock = { secType: 'STK', exchange: 'SMART', currency: 'USD' }

const symbolOf = (query: ContractQuery): string | number => {
  const found = book.find(query)
  return found.ok ? found.value.symbol : found.error.code
}

describe('which listing a client means', () => {
  it('a symbol, a local symbol or a contract id name it', () => {
    for (const symbol of SYMBOLS) {
      expect(symbolOf({ ...stock, symbol })).toBe(symbol)
      expect(symbolOf({ ...stock, localSymbol: symbol })).toBe(symbol)
      expect(symbolOf({ conId: book.of(symbol).conId, exchange: 'SMART' })).toBe(symbol)
    }
  })

  it('class shares are written with a space, and are not the company without a class', () => {
    expect([
      symbolOf({ ...stock, symbol: 'BRK B' }),
      symbolOf({ ...stock, symbol: 'BRK.B' }),
      symbolOf({ ...stock, symbol: 'BRK' }),
    ]).toEqual(['BRK B', 200, 200])
  })

  it.each<[ContractQuery, string]>([
    [{}, 'nothing'],
    [{ symbol: 'AAPL', secType: 'STK' }, 'no currency'],
    [{ ...stock, symbol: 'aapl' }, 'another case'],
    [{ ...stock, symbol: 'AAPL', currency: 'CHF' }, 'another currency'],
    [{ ...stock, symbol: 'AAPL', secType: 'CFD' }, 'another kind'],
    [{ ...stock, symbol: 'AAPL', primaryExchange: 'NYSE' }, 'another primary exchange'],
    [{ ...stock, symbol: 'AAPL', localSymbol: 'SPY' }, 'two symbols'],
    [{ conId: 12 }, 'an id of nothing'],
  ])('%o is refused: %s', (query) => {
    expect(symbolOf(query)).toBe(200)
  })

  it('ids are each once, and the same in another gateway', () => {
    const other = new ContractBook(SYMBOLS.toReversed().map((symbol) => ({ symbol })))
    const ids = SYMBOLS.map((symbol) => book.of(symbol).conId)
    expect(new Set(ids).size).toBe(SYMBOLS.length)
    expect(SYMBOLS.map((symbol) => other.of(symbol).conId)).toEqual(ids)
  })
})

describe('trading hours', () => {
  it('Thanksgiving is closed, and the day after it closes early', () => {
    const { tradingHours, liquidHours } = hoursFrom(utcFromExchange('2024-11-27', '12:00'))
    expect(liquidHours.split(';').slice(0, 4)).toEqual([
      '20241127:0930-20241127:1600',
      '20241128:CLOSED',
      '20241129:0930-20241129:1300',
      '20241130:CLOSED',
    ])
    expect(tradingHours.split(';')[2]).toBe('20241129:0400-20241129:1700')
  })

  it('they begin with the day in New York, also when it is tomorrow in UTC', () => {
    expect(hoursFrom(utcFromExchange('2024-07-02', '23:30')).liquidHours.slice(0, 8)).toBe('20240702')
  })
})
