import { describe, expect, it } from 'vitest'
import { readUniverse, sectorEtfOf, type Universe } from '../../../src-main/config/universe.ts'
import { contextFor } from '../../../src-main/config/universe-context.ts'
import { type Ticker, ticker } from '../../../src-shared/domain/ids.ts'

function shipped(): Universe {
  const result = readUniverse()
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}
const universe = shipped()
const context = (...traded: string[]): Ticker[] => contextFor(universe, traded.map(ticker))

describe('the context of what is traded', () => {
  it('has the market, its breadth, the funds of the sectors and the relatives, funds first', () => {
    expect(context('AMD')).toEqual(['SPY', 'QQQ', 'IWM', 'SMH', 'INTC', 'NVDA'])
  })

  it('leaves out what is traded itself, and names nothing twice', () => {
    const found = context('AMD', 'NVDA', 'INTC', 'SPY')
    expect(found).toEqual(['QQQ', 'IWM', 'SMH', 'TSM'])
  })

  it('gives a stock without relatives peers that are compared with the same fund', () => {
    const found = context('WMT')
    expect(found.slice(0, 4)).toEqual(['SPY', 'QQQ', 'IWM', 'XLP'])
    const peers = found.slice(4)
    expect(peers).toEqual(['TGT', 'COST'])
    expect(peers.every((peer) => sectorEtfOf(universe, peer) === 'XLP')).toBe(true)
  })

  it('does not ask for peers where enough of the sector is fed anyway', () => {
    const alone = context('MU').filter((symbol) => !universe.etfs.includes(symbol))
    expect(alone).toHaveLength(4)
    expect(context('MU', 'MRVL', 'QCOM', 'AVGO', 'TSM').filter((symbol) => !universe.etfs.includes(symbol))).toEqual([])
  })

  it('is no more than market and breadth for a stock that nothing is known of', () => {
    expect(context('ZZZZ')).toEqual(['SPY', 'QQQ', 'IWM'])
  })

  it('fits into the market-data lines of an account for the whole universe', () => {
    const traded = universe.dayTradeUniverse
    expect(traded.length + contextFor(universe, traded).length).toBeLessThanOrEqual(100)
  })
})
