import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { utcMs } from '../../../../src-shared/domain/time.ts'
import { runs } from '../../../support/properties.ts'
import { carryOut, cents, settingsVariants, wishes } from './random-trading.ts'
import { AAPL, ACCOUNT, limit, MONDAY, OTHER_ACCOUNT, stop, TradingFloor, TUESDAY, trail } from './trading-floor.ts'

/** 20:00 in New York. */
const LATE_END = utcMs(MONDAY.close + 4 * 3_600_000)

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + cents(number), 0)

test('what an account holds adds up to what it is worth, and its parts to its day, to the cent, whatever happens', () => {
  let traded = 0
  fc.assert(
    fc.property(wishes(80), settingsVariants, (list, settings) => {
      carryOut(list, settings, ({ exchange }) => {
        for (const account of [ACCOUNT, OTHER_ACCOUNT]) {
          const holdings = exchange.holdings(account)
          const values = exchange.accountValues(account)
          const day = exchange.accountDay(account)
          traded += holdings.length
          expect(cents(values.cash) + sum(holdings.map(({ value }) => value))).toBe(cents(values.netLiquidation))
          expect(sum(holdings.map(({ change }) => change))).toBe(cents(day.change))
          expect(sum(holdings.map(({ unrealised }) => unrealised))).toBe(cents(day.unrealised))
          expect(sum(holdings.map(({ realised }) => realised))).toBe(cents(day.realised))
          expect(cents(day.change)).toBe(cents(values.dayChange ?? Number.NaN))
        }
      })
    }),
    runs(60),
  )
  expect(traded).toBeGreaterThan(1_000)
})

describe('the day of an account', () => {
  test('that was flat at its open is what it has taken and what is open', () => {
    const floor = new TradingFloor()
    floor.place()
    floor.step(101)
    floor.place({ action: 'SELL', quantity: 40 })
    const { change, realised, unrealised } = floor.exchange.accountDay(ACCOUNT)
    expect(cents(change)).toBe(cents(realised) + cents(unrealised))
  })

  test('counts a correction as if the trade had been the other one from the start', () => {
    const floor = new TradingFloor()
    floor.place()
    floor.place({ action: 'SELL' })
    const [bought] = floor.exchange.executions()
    floor.exchange.correct(bought?.execution.execId ?? '', 100, 99)
    // Bought at 99 instead of 100.01, sold at 99.99, a dollar of commission each.
    expect(floor.exchange.accountDay(ACCOUNT)).toMatchObject({ realised: 97, change: 97, unrealised: 0 })
  })

  test('has less settled cash than cash by what was sold in it, until the next', () => {
    const floor = new TradingFloor()
    floor.place()
    floor.place({ action: 'SELL' })
    expect(floor.exchange.accountDay(ACCOUNT).settledCash).toBe(89_998 - 1)
    floor.close()
    floor.open(TUESDAY)
    expect(floor.exchange.accountDay(ACCOUNT).settledCash).toBe(floor.exchange.accountValues(ACCOUNT).cash)
  })
})

describe('a trailing stop by per cent', () => {
  test('stands so much behind the best price, of each price anew', () => {
    const floor = new TradingFloor()
    floor.place()
    const id = floor.place({ action: 'SELL', pricing: trail(98, 2), trailing: { percent: 2, fromMarket: false } })
    floor.step(105)
    floor.step(104)
    expect(floor.exchange.order(1, id)?.pricing).toEqual({ type: 'TRAIL', stop: 102.9, trail: 2.1 })
  })

  test.each([0, -1, 100, Number.NaN])('of %f is none', (percent) => {
    const floor = new TradingFloor()
    const ticket = floor.ticket({ action: 'SELL', pricing: trail(98, 2), trailing: { percent, fromMarket: true } })
    expect(floor.exchange.place(ticket)).toMatchObject({ ok: false, error: { code: 321 } })
  })
})

describe('an intervention', () => {
  test('fills what works and lets its children work, without touching what stands in the book', () => {
    const floor = new TradingFloor()
    const [entry, stopId] = floor.bracket({ pricing: limit(95) }, 94, 105)
    const before = floor.exchange.quote(AAPL)
    expect(floor.exchange.interventions.fill(1, entry, { shares: 60 })).toBe(60)
    expect(floor.exchange.quote(AAPL)).toEqual(before)
    expect(floor.exchange.order(1, stopId)).toMatchObject({ working: 60 })
    expect(floor.shares()).toBe(60)
  })

  test('fills nothing of an order that waits for its parent, is held back or is over', () => {
    const floor = new TradingFloor()
    const [, stopId] = floor.bracket({ pricing: limit(95) }, 94, 105)
    const kept = floor.place({ pricing: limit(95), transmit: false })
    const over = floor.place()
    for (const id of [stopId, kept, over, 999]) expect(floor.exchange.interventions.fill(1, id)).toBe(0)
  })

  test('places orders of TWS itself, which no client of the API can give itself', () => {
    const floor = new TradingFloor()
    const { client, orderId, ...ticket } = floor.ticket({ pricing: stop(105), orderRef: '' })
    const placed = floor.exchange.interventions.place(ticket)
    expect(placed).toEqual({ ok: true, value: { orderId: -1 } })
    expect(floor.exchange.order(0, -1)).toMatchObject({ status: 'PreSubmitted', ref: null })
    expect(floor.exchange.nextOrderId(0)).toBe(1)
    expect([client, orderId]).toEqual([1, 1])
    floor.exchange.forgetUntransmitted(0)
    expect(floor.exchange.openOrders()).toHaveLength(1)
  })

  test('sets the next order id of a client back, and ids that are taken again name new orders', () => {
    const floor = new TradingFloor()
    floor.place()
    floor.place()
    floor.exchange.interventions.setNextOrderId(1, 1)
    expect(floor.exchange.nextOrderId(1)).toBe(1)
    expect(floor.exchange.place(floor.ticket({ orderId: 1 }))).toMatchObject({ ok: true })
    expect(floor.exchange.completedOrders()).toHaveLength(3)
  })
})

describe('an order that may work outside regular hours, where such orders are taken', () => {
  const taken = (): TradingFloor => new TradingFloor({ settings: { outsideHours: 'taken' } })

  test('works after the close, meets no market, and ends with late trading', () => {
    const floor = taken()
    const id = floor.place({ pricing: limit(99), outsideRegularHours: true })
    floor.close()
    expect(floor.state(id)).toBe('Submitted 0/100')
    floor.take({ kind: 'slot-end', time: utcMs(LATE_END - 1) })
    expect(floor.state(id)).toBe('Submitted 0/100')
    floor.take({ kind: 'slot-end', time: LATE_END })
    expect(floor.state(id)).toBe('Cancelled 0/100')
  })

  test('waits for the next day when it comes after late trading', () => {
    const floor = taken()
    floor.close()
    floor.take({ kind: 'slot-end', time: utcMs(LATE_END + 3_600_000) })
    const id = floor.place({ pricing: limit(105), outsideRegularHours: true })
    expect(floor.codes(id)).toEqual([])
    floor.open(TUESDAY)
    floor.time = TUESDAY.open
    floor.step(100)
    expect(floor.state(id)).toBe('Filled 100/100')
  })

  test('is otherwise an order like any other', () => {
    const floor = taken()
    const id = floor.place({ pricing: limit(99), outsideRegularHours: true })
    floor.step(98)
    expect(floor.fills(id)).toEqual(['100@99'])
  })
})
