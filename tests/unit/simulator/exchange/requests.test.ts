import { describe, expect, test } from 'vitest'
import type { OrderTicket } from '../../../../src-main/simulator/exchange/order-ticket.ts'
import { accountId, ticker } from '../../../../src-shared/domain/ids.ts'
import { utcMs } from '../../../../src-shared/domain/time.ts'
import { ACCOUNT, limit, MARKET, MSFT, OTHER_ACCOUNT, stop, stopLimit, TradingFloor, trail } from './trading-floor.ts'

describe('an order that cannot be one', () => {
  test.each<[string, Partial<OrderTicket>, number]>([
    ['no shares', { quantity: 0 }, 321],
    ['fewer than none', { quantity: -1 }, 321],
    ['half a share', { quantity: 0.5 }, 321],
    ['not a number of shares', { quantity: Number.NaN }, 321],
    ['a million million shares', { quantity: 1e12 }, 321],
    ['an unknown account', { account: accountId('DU9') }, 321],
    ['an unknown symbol', { symbol: ticker('IBM') }, 200],
    ['a price between two cents', { pricing: limit(99.995) }, 110],
    ['a price of nothing', { pricing: limit(0) }, 110],
    ['a negative price', { pricing: stop(-1) }, 110],
    ['an endless price', { pricing: limit(Number.POSITIVE_INFINITY) }, 110],
    ['no number as its price', { pricing: stopLimit(99, Number.NaN) }, 110],
    ['a trail of half a cent', { pricing: trail(99, 0.005) }, 110],
    ['no date as its date', { timeInForce: { tif: 'GTD', until: utcMs(Number.NaN) } }, 321],
    ['no order id', { orderId: 0 }, 321],
    ['an order id that is no number', { orderId: Number.NaN }, 321],
  ])('is refused: %s', (_, change, code) => {
    const floor = new TradingFloor()
    const ticket = floor.ticket(change)
    expect(floor.exchange.place(ticket)).toMatchObject({ ok: false, error: { code } })
    expect(floor.exchange.openOrders()).toEqual([])
    expect(floor.exchange.completedOrders()).toEqual([])
    expect(floor.said.at(-1)).toMatchObject({ kind: 'error', client: 1, request: 'order', code })
  })

  test('may be sent again, put right, under the same id', () => {
    const floor = new TradingFloor()
    const id = floor.place({ quantity: 0 })
    floor.place({ orderId: id })
    expect(floor.state(id)).toBe('Filled 100/100')
  })
})

describe('order ids', () => {
  test('only ever rise: one that is not above all before it is a duplicate', () => {
    const floor = new TradingFloor()
    floor.place({ orderId: 7 })
    for (const orderId of [7, 3]) {
      const again = floor.exchange.place(floor.ticket({ orderId }))
      expect(again).toMatchObject({ ok: false, error: { reason: 'duplicate-id', code: 103 } })
    }
    expect(floor.exchange.nextOrderId(1)).toBe(8)
  })

  test('belong to their client', () => {
    const floor = new TradingFloor()
    floor.place({ orderId: 7 })
    floor.place({ orderId: 7, client: 2 })
    expect(floor.state(7, 2)).toBe('Filled 100/100')
    expect(floor.exchange.nextOrderId(3)).toBe(1)
  })

  test('come with permanent ids and execution ids that nothing else has', () => {
    const floor = new TradingFloor()
    for (let order = 0; order < 20; order++) floor.place({ quantity: 10, client: 1 + (order % 3) })
    const permIds = floor.exchange.completedOrders().map(({ permId }) => permId)
    const execIds = floor.exchange.executions().map(({ execution }) => execution.execId)
    expect(new Set(permIds).size).toBe(20)
    expect(new Set(execIds).size).toBe(20)
    expect(execIds[0]).toMatch(/^[0-9a-f]{8}\.[0-9a-f]{8}\.01\.01$/)
  })
})

describe('a cancel', () => {
  test('ends a working order: pending, cancelled, notice', () => {
    const floor = new TradingFloor()
    const id = floor.place({ pricing: limit(99) })
    floor.heard()
    expect(floor.cancel(id).ok).toBe(true)
    expect(floor.heard()).toEqual([
      `order-status ${id} PendingCancel`,
      `order-status ${id} Cancelled`,
      `error ${id} 202`,
    ])
  })

  test('of what is left keeps what was filled', () => {
    const floor = new TradingFloor()
    floor.step(100, 100)
    const id = floor.place()
    const { filled } = floor.exchange.order(1, id)!
    expect(filled).toBeLessThan(100)
    floor.cancel(id)
    floor.step(100)
    expect(floor.state(id)).toBe(`Cancelled ${filled}/100`)
    expect(floor.shares()).toBe(filled)
  })

  test('of a filled order comes too late, and says so', () => {
    const floor = new TradingFloor()
    const id = floor.place()
    expect(floor.cancel(id)).toMatchObject({ ok: false, error: { reason: 'too-late', code: 10148 } })
    expect(floor.said.at(-1)).toMatchObject({ kind: 'error', request: 'cancel', orderId: id })
    expect(floor.cancel(id)).toMatchObject({ ok: false, error: { message: expect.stringContaining('Filled') } })
  })

  test("of an unknown order, or of another client's, finds nothing", () => {
    const floor = new TradingFloor()
    const id = floor.place({ pricing: limit(99), client: 2 })
    expect(floor.cancel(id)).toMatchObject({ ok: false, error: { code: 10147 } })
    expect(floor.state(id, 2)).toBe('Submitted 0/100')
  })

  test('of everything leaves nothing', () => {
    const floor = new TradingFloor()
    floor.bracket({ pricing: limit(99) }, 98, 103)
    floor.place({ client: 2, account: OTHER_ACCOUNT, pricing: limit(99) })
    floor.exchange.cancelAll()
    expect(floor.exchange.openOrders()).toEqual([])
  })

  test('of an order that was kept back forgets it', () => {
    const floor = new TradingFloor()
    const id = floor.place({ transmit: false })
    floor.cancel(id)
    expect(floor.state(id)).toBe('none')
    expect(floor.codes(id)).toEqual([202])
  })
})

describe('a change', () => {
  test('of the price may make an order fill', () => {
    const floor = new TradingFloor()
    const id = floor.place({ pricing: limit(99) })
    floor.change(id, { pricing: limit(100.5) })
    expect(floor.fills(id)).toEqual(['100@100.01'])
  })

  test('of the price, or to more shares, costs the place in the queue; to fewer does not', () => {
    const first = (change: (floor: TradingFloor, id: number) => void): number => {
      const floor = new TradingFloor()
      const ids = [1, 2].map(() => floor.place({ pricing: limit(99), quantity: 50 }))
      change(floor, ids[0]!)
      floor.step(98, 20)
      return floor.exchange.executions()[0]!.execution.orderId
    }
    expect(first(() => {})).toBe(1)
    expect(first((floor, id) => floor.change(id, { quantity: 40 }))).toBe(1)
    expect(first((floor, id) => floor.change(id, { quantity: 60 }))).toBe(2)
    expect(
      first((floor, id) => {
        floor.change(id, { pricing: limit(98.99) })
        floor.change(id, { pricing: limit(99) })
      }),
    ).toBe(2)
  })

  test('of a filled order is refused', () => {
    const floor = new TradingFloor()
    expect(floor.change(floor.place(), { quantity: 200 })).toMatchObject({ ok: false, error: { code: 104 } })
  })

  test('that is refused leaves the order as it was', () => {
    const floor = new TradingFloor()
    const id = floor.place({ pricing: limit(99) })
    const before = floor.exchange.order(1, id)
    expect(floor.change(id, { pricing: limit(99.001) })).toMatchObject({ ok: false, error: { code: 110 } })
    expect(floor.change(id, { pricing: stop(99) })).toMatchObject({ ok: false, error: { code: 321 } })
    expect(floor.change(id, { quantity: 0 })).toMatchObject({ ok: false, error: { code: 321 } })
    expect(floor.change(id, { quantity: 10_000 })).toMatchObject({ ok: false, error: { reason: 'buying-power' } })
    expect(floor.change(99, { quantity: 10 })).toMatchObject({ ok: false, error: { code: 135 } })
    expect(floor.exchange.order(1, id)).toEqual(before)
  })

  test('to fewer shares than are filled is refused', () => {
    const floor = new TradingFloor()
    floor.step(100, 100)
    const id = floor.place()
    const { filled } = floor.exchange.order(1, id)!
    expect(floor.change(id, { quantity: filled })).toMatchObject({ ok: false, error: { code: 321 } })
    expect(floor.change(id, { quantity: filled + 1 }).ok).toBe(true)
  })
})

describe('what an account cannot carry', () => {
  test('is refused with the numbers', () => {
    const floor = new TradingFloor()
    const id = floor.place({ quantity: 2_100 })
    expect(floor.codes(id)).toEqual([201])
    expect(floor.said.find((message) => message.kind === 'error')).toMatchObject({
      message: expect.stringMatching(/buying power.*105000.*100000/),
    })
  })

  test('counts what could fill besides', () => {
    const floor = new TradingFloor()
    floor.place({ quantity: 1_000, pricing: limit(99) })
    floor.place({ quantity: 900, pricing: limit(99) })
    expect(floor.codes(floor.place({ quantity: 200, pricing: limit(99) }))).toEqual([201])
    expect(floor.codes(floor.place({ quantity: 100, pricing: limit(99) }))).toEqual([])
  })

  test('counts of a group its largest order only', () => {
    const floor = new TradingFloor()
    const oca = { group: 'g', type: 'cancel-with-block' } as const
    floor.place({ quantity: 1_500, pricing: limit(99), oca })
    expect(floor.codes(floor.place({ quantity: 1_500, pricing: limit(98), oca }))).toEqual([])
  })

  test('never keeps it from reducing', () => {
    const floor = new TradingFloor()
    floor.place({ quantity: 1_990 })
    floor.step(50)
    expect(floor.exchange.accountValues(ACCOUNT).availableFunds).toBeLessThan(0)
    const id = floor.place({ action: 'SELL', quantity: 1_990 })
    expect(floor.state(id)).toBe('Filled 1990/1990')
  })

  test('includes, where shorting is off, what it does not hold', () => {
    const floor = new TradingFloor({ settings: { shorting: false } })
    expect(floor.codes(floor.place({ action: 'SELL' }))).toEqual([201])
    floor.place()
    expect(floor.codes(floor.place({ action: 'SELL', quantity: 101 }))).toEqual([201])
    expect(floor.codes(floor.place({ action: 'SELL', quantity: 100, pricing: limit(103) }))).toEqual([])
    expect(floor.codes(floor.place({ action: 'SELL', quantity: 1, pricing: limit(103) }))).toEqual([201])
  })

  test('includes, where shorting is off, shares that were sold meanwhile', () => {
    const floor = new TradingFloor({ settings: { shorting: false } })
    const [, stopId] = floor.bracket({}, 98, 103)
    floor.exchange.liquidate(ACCOUNT, floor.ticket().symbol)
    expect(floor.shares()).toBe(0)
    floor.step(97)
    expect(floor.fills(stopId)).toEqual([])
    expect(floor.state(stopId)).toBe('Inactive 0/100')
  })

  test('includes more than twenty working orders on a side', () => {
    const floor = new TradingFloor()
    for (let order = 0; order < 20; order++) floor.place({ quantity: 1, pricing: limit(99) })
    expect(floor.codes(floor.place({ quantity: 1, pricing: limit(99) }))).toEqual([201])
    expect(floor.codes(floor.place({ quantity: 1, pricing: limit(101), action: 'SELL' }))).toEqual([])
  })

  test('includes what has no price yet', () => {
    const floor = new TradingFloor()
    expect(floor.codes(floor.place({ symbol: MSFT, pricing: MARKET }))).toEqual([201])
  })

  test('is estimated without an order', () => {
    const floor = new TradingFloor()
    const estimate = floor.exchange.estimateMargin(floor.ticket({ quantity: 1_000 }))
    expect(estimate).toMatchObject({
      ok: true,
      value: { initialMarginBefore: 0, initialMarginAfter: 50_000, maintenanceMarginAfter: 25_000, commission: 5 },
    })
    expect(floor.exchange.openOrders()).toEqual([])
    expect(floor.shares()).toBe(0)
  })
})
