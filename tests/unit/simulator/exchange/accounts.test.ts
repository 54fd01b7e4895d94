import { describe, expect, test } from 'vitest'
import { FLAT, fold } from '../../../../src-main/simulator/exchange/position.ts'
import { AAPL, ACCOUNT, limit, MSFT, OTHER_ACCOUNT, TradingFloor } from './trading-floor.ts'

describe('an account', () => {
  test('pays, holds and earns to the cent', () => {
    const floor = new TradingFloor()
    floor.place()
    floor.step(102)
    expect(floor.exchange.accountValues(ACCOUNT)).toMatchObject({
      cash: 100_000 - 10_001 - 1,
      grossPositionValue: 10_200,
      netLiquidation: 100_198,
      unrealised: 199,
      realised: 0,
      commissions: 1,
      initialMargin: 5_100,
      maintenanceMargin: 2_550,
      availableFunds: 95_098,
      excessLiquidity: 97_648,
      buyingPower: 190_196,
      dayChange: 198,
    })
    floor.place({ action: 'SELL', quantity: 40 })
    expect(floor.exchange.accountValues(ACCOUNT)).toMatchObject({
      cash: 89_998 + 40 * 101.99 - 1,
      realised: 79.2,
      unrealised: 119.4,
      commissions: 2,
    })
    expect(floor.exchange.positions(ACCOUNT)).toEqual([
      { account: ACCOUNT, symbol: AAPL, shares: 60, averagePrice: 100.01, averageCost: 100.02 },
    ])
  })

  test('says of each trade what it realised, before and after commissions', () => {
    const floor = new TradingFloor()
    floor.place()
    floor.step(102)
    floor.place({ action: 'SELL', quantity: 50 })
    expect(floor.exchange.executions().map(({ commission }) => commission)).toMatchObject([
      { commission: 1, realised: null, realisedAfterCommissions: null },
      { commission: 1, realised: 99, realisedAfterCommissions: 97.5 },
    ])
  })

  test('takes the minimum commission once an order, however many parts it fills in', () => {
    const floor = new TradingFloor()
    floor.step(100, 60)
    const id = floor.place({ quantity: 300 })
    for (let step = 0; step < 40; step++) floor.step(100, 40)
    expect(floor.state(id)).toBe('Filled 300/300')
    expect(floor.fills(id).length).toBeGreaterThan(10)
    expect(floor.exchange.accountValues(ACCOUNT).commissions).toBe(1.5)
  })

  test('turns from long to short with one sale, and books both halves', () => {
    const floor = new TradingFloor()
    floor.place()
    floor.place({ action: 'SELL', quantity: 150 })
    expect(floor.exchange.positions(ACCOUNT)).toMatchObject([{ shares: -50, averagePrice: 99.99 }])
    expect(floor.exchange.accountValues(ACCOUNT)).toMatchObject({ realised: -2, unrealised: -0.5 })
  })

  test('earns short when the price falls', () => {
    const floor = new TradingFloor()
    floor.place({ action: 'SELL' })
    floor.step(98)
    floor.place()
    expect(floor.exchange.accountValues(ACCOUNT)).toMatchObject({ realised: 198, unrealised: 0, cash: 100_196 })
  })

  test('knows nothing of another one', () => {
    const floor = new TradingFloor()
    floor.place({ client: 2, account: OTHER_ACCOUNT })
    expect(floor.shares()).toBe(0)
    expect(floor.shares(OTHER_ACCOUNT)).toBe(100)
    expect(floor.exchange.accountValues(ACCOUNT).netLiquidation).toBe(100_000)
  })

  test('values what has not traded today at its last price', () => {
    const floor = new TradingFloor()
    floor.step(50, 1_000, MSFT)
    floor.place({ symbol: MSFT, quantity: 10 })
    expect(floor.exchange.accountValues(ACCOUNT).grossPositionValue).toBe(500)
  })
})

describe('an exchange that goes on from an earlier run', () => {
  test('begins with the positions, the profits and the order ids of that', () => {
    const positions = [{ symbol: AAPL, shares: -3, averagePrice: 300.02 / 3 }]
    const floor = new TradingFloor({
      accounts: [{ id: ACCOUNT, cash: 50_000, positions, realised: 12.34, commissions: 3 }],
      highestOrderIds: new Map([[1, 41]]),
    })
    expect(floor.exchange.nextOrderId(1)).toBe(42)
    expect(floor.exchange.accountValues(ACCOUNT)).toMatchObject({
      netLiquidation: 49_700,
      realised: 12.34,
      unrealised: 0.02,
      commissions: 3,
      dayChange: 0.02,
    })
    floor.place({ orderId: 42, quantity: 3 })
    expect(floor.exchange.accountValues(ACCOUNT)).toMatchObject({ realised: 12.33, cash: 50_000 - 300.03 - 1 })
  })

  test('takes another seed, so that no id comes twice', () => {
    const ids = (seed: number): [string, number] => {
      const floor = new TradingFloor({ seed })
      floor.place()
      const { execId, permId } = floor.exchange.executions()[0]!.execution
      return [execId, permId]
    }
    expect(ids(1)).toEqual(ids(1))
    expect(ids(2)[0]).not.toBe(ids(1)[0])
    expect(ids(2)[1]).not.toBe(ids(1)[1])
  })
})

describe('an average price', () => {
  test('is exact where it is no cent', () => {
    const bought = fold(fold(FLAT, 1, 1_000, 0).position, 2, 1_001, 0).position
    expect(bought).toEqual({ shares: 3, cost: 3_002, commissions: 0 })
  })

  test('loses nothing when shares leave one by one', () => {
    let position = fold(fold(FLAT, 1, 1_000, 100).position, 2, 1_001, 1).position
    let [realised, net] = [0, 0]
    while (position.shares > 0) {
      const sold = fold(position, -1, 1_005, 7)
      realised += sold.realised!
      net += sold.realisedNet!
      position = sold.position
    }
    expect(position).toEqual(FLAT)
    expect(realised).toBe(3 * 1_005 - 3_002)
    expect(net).toBe(realised - 101 - 21)
  })

  test('stays exact in numbers beyond what a double counts', () => {
    const huge = fold(FLAT, 9_999_999, 99_999_999, 0).position
    const { position, realised } = fold(huge, -3_333_333, 99_999_998, 0)
    expect(realised).toBe(-3_333_333)
    expect(position.cost).toBe(6_666_666 * 99_999_999)
  })
})

describe('a correction', () => {
  test('supersedes under an id that differs after its last dot only, and books the day anew', () => {
    const floor = new TradingFloor()
    floor.place()
    floor.step(102)
    floor.place({ action: 'SELL', quantity: 50 })
    const [bought] = floor.exchange.executions()
    const { execId } = bought!.execution
    floor.heard()
    expect(floor.exchange.correct(execId, 100, 99.01)).toBe(execId.replace(/01$/, '02'))
    expect(floor.heard()).toEqual([
      'execution 1 100@99.01',
      'open-order 1 Filled',
      'order-status 1 Filled',
      'commission 1',
      'position 50',
      'account',
    ])
    expect(floor.exchange.accountValues(ACCOUNT)).toMatchObject({
      cash: 100_000 - 9_901 - 1 + 50 * 101.99 - 1,
      realised: 149,
    })
    expect(floor.exchange.order(1, 1)?.averagePrice).toBe(99.01)
    expect(floor.exchange.executions().length).toBe(3)
  })

  test('to fewer shares leaves the order ended short of them', () => {
    const floor = new TradingFloor()
    const [entryId, stopId] = floor.bracket({}, 98, 103)
    const { execId } = floor.exchange.executions()[0]!.execution
    floor.exchange.correct(execId, 90, 100.01)
    expect(floor.state(entryId)).toBe('Cancelled 90/100')
    expect(floor.state(stopId)).toBe('PreSubmitted (trigger) 0/90')
    expect(floor.shares()).toBe(90)
  })

  test('of a correction counts on; of what it superseded, of the unknown and to too many shares there is none', () => {
    const floor = new TradingFloor()
    floor.place()
    const { execId } = floor.exchange.executions()[0]!.execution
    const second = floor.exchange.correct(execId, 100, 99)!
    expect(floor.exchange.correct(second, 100, 98)).toBe(execId.replace(/01$/, '03'))
    expect(floor.exchange.correct(execId, 100, 97)).toBeNull()
    expect(floor.exchange.correct('0000.0000.01.01', 100, 97)).toBeNull()
    expect(floor.exchange.correct(execId.replace(/01$/, '03'), 101, 97)).toBeNull()
    expect(floor.exchange.correct(execId.replace(/01$/, '03'), 100, Number.NaN)).toBeNull()
    expect(floor.exchange.positions(ACCOUNT)).toMatchObject([{ averagePrice: 98 }])
  })
})

describe('what scripts can make happen', () => {
  test('the broker closes a position that is not its own business', () => {
    const floor = new TradingFloor()
    floor.place()
    floor.exchange.liquidate(ACCOUNT, AAPL, 30)
    expect(floor.shares()).toBe(70)
    floor.exchange.liquidate(ACCOUNT, AAPL)
    floor.exchange.liquidate(ACCOUNT, AAPL)
    expect(floor.shares()).toBe(0)
    const last = floor.exchange.executions().at(-1)!.execution
    expect(last).toMatchObject({ liquidation: true, client: 0, orderId: -2, shares: 70, ref: null })
  })

  test('an order is held as one that waits for shares to borrow, and let go', () => {
    const floor = new TradingFloor({ screen: ({ action }) => ({ kind: action === 'SELL' ? 'hold' : 'accept' }) })
    const id = floor.place({ action: 'SELL' })
    expect(floor.state(id)).toBe('PreSubmitted (locate) 0/100')
    floor.step(99)
    expect(floor.fills(id)).toEqual([])
    floor.exchange.letGo(1, id)
    expect(floor.fills(id)).toEqual(['100@98.99'])
  })

  test('an order is rejected in words', () => {
    const floor = new TradingFloor({ screen: () => ({ kind: 'reject', message: 'No trading permission' }) })
    const id = floor.place()
    expect(floor.said.at(-2)).toMatchObject({ code: 201, message: 'Order rejected - reason: No trading permission' })
    expect(floor.state(id)).toBe('Inactive 0/100')
  })

  test('a client goes, and with it what it had not transmitted', () => {
    const floor = new TradingFloor()
    const kept = floor.place({ transmit: false })
    const working = floor.place({ pricing: limit(99) })
    floor.exchange.forgetUntransmitted(1)
    expect(floor.state(kept)).toBe('none')
    expect(floor.state(working)).toBe('Submitted 0/100')
  })

  test('what was kept back can be transmitted by itself', () => {
    const floor = new TradingFloor()
    const id = floor.place({ transmit: false })
    floor.exchange.transmit(1, id)
    expect(floor.state(id)).toBe('Filled 100/100')
  })
})

test('a listener may trade: what that leads to is said after what is being said', () => {
  const floor = new TradingFloor()
  let answered = false
  floor.exchange.onMessage((message) => {
    if (message.kind !== 'execution' || answered) return
    answered = true
    floor.place({ action: 'SELL' })
  })
  floor.heard()
  floor.place()
  const heard = floor.heard()
  expect(heard.indexOf('account')).toBeLessThan(heard.indexOf('open-order 2 PreSubmitted'))
  expect(heard.filter((message) => message.startsWith('execution'))).toEqual([
    'execution 1 100@100.01',
    'execution 2 100@99.99',
  ])
})
