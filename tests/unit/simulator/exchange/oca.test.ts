import { describe, expect, test } from 'vitest'
import type { OcaType } from '../../../../src-main/simulator/exchange/order-ticket.ts'
import { ACCOUNT, limit, OTHER_ACCOUNT, stop, TradingFloor } from './trading-floor.ts'

const grouped = (type: OcaType, group = 'exit') => ({ action: 'SELL' as const, oca: { group, type } })

/** 100 shares held, with a stop and a target in one group. */
function held(type: OcaType): { floor: TradingFloor; stopId: number; targetId: number } {
  const floor = new TradingFloor()
  floor.place()
  const stopId = floor.place({ ...grouped(type), pricing: stop(98) })
  return { floor, stopId, targetId: floor.place({ ...grouped(type), pricing: limit(103) }) }
}

describe('a group of orders', () => {
  test.each<OcaType>(['cancel-with-block', 'reduce-with-block', 'reduce-without-block'])(
    'of the type %s ends with the order that fills',
    (type) => {
      const { floor, stopId, targetId } = held(type)
      floor.step(103.5)
      expect(floor.state(targetId)).toBe('Filled 100/100')
      expect(floor.state(stopId)).toMatch(/^Cancelled 0/)
      expect(floor.codes(stopId)).toEqual([202])
    },
  )

  test('that reduces loses with each part what the part took', () => {
    const { floor, stopId, targetId } = held('reduce-with-block')
    floor.step(103.5, 100)
    const part = floor.exchange.order(1, targetId)!.filled
    expect(part).toBeGreaterThan(0)
    expect(part).toBeLessThan(100)
    expect(floor.state(stopId)).toBe(`PreSubmitted (trigger) 0/${100 - part}`)
    floor.step(98)
    expect(floor.fills(stopId)).toEqual([`${100 - part}@97.99`])
    expect(floor.shares()).toBe(0)
    expect(floor.state(targetId)).toBe(`Cancelled ${part}/100`)
  })

  test('that cancels ends with the first part', () => {
    const { floor, stopId, targetId } = held('cancel-with-block')
    floor.step(103.5, 100)
    expect(floor.exchange.order(1, targetId)!.filled).toBeLessThan(100)
    expect(floor.state(stopId)).toBe('Cancelled 0/100')
  })

  test('reduces orders of other sizes in proportion, never too little', () => {
    const floor = new TradingFloor()
    floor.place({ quantity: 300 })
    const large = floor.place({ ...grouped('reduce-with-block'), quantity: 200, pricing: limit(103) })
    const small = floor.place({ ...grouped('reduce-with-block'), quantity: 99, pricing: stop(98) })
    floor.step(103.5, 100)
    const { filled } = floor.exchange.order(1, large)!
    expect(floor.exchange.order(1, small)!.quantity).toBe(Math.floor((99 * (200 - filled)) / 200))
  })

  test('that is filled takes no further order', () => {
    const { floor } = held('reduce-with-block')
    floor.step(103.5)
    const late = floor.place({ ...grouped('reduce-with-block'), pricing: limit(104) })
    expect(floor.codes(late)).toEqual([201])
  })

  test('takes an order that joins while it works', () => {
    const { floor, stopId, targetId } = held('reduce-with-block')
    const close = floor.place(grouped('reduce-with-block'))
    expect(floor.state(close)).toBe('Filled 100/100')
    expect([stopId, targetId].map((id) => floor.exchange.order(1, id)?.status)).toEqual(['Cancelled', 'Cancelled'])
    expect(floor.shares()).toBe(0)
  })

  test('belongs to its account alone', () => {
    const floor = new TradingFloor()
    const group = { group: 'same', type: 'cancel-with-block' } as const
    const mine = floor.place({ oca: group, pricing: limit(99) })
    floor.place({ oca: group, client: 2, account: OTHER_ACCOUNT })
    expect(floor.state(mine)).toBe('Submitted 0/100')
    expect(floor.exchange.order(1, mine)?.account).toBe(ACCOUNT)
  })

  test('of entries fills one of them', () => {
    const floor = new TradingFloor()
    const group = { group: 'entries', type: 'cancel-with-block' } as const
    const below = floor.place({ oca: group, pricing: limit(99) })
    const above = floor.place({ oca: group, pricing: stop(101) })
    floor.step(101)
    expect(floor.state(above)).toBe('Filled 100/100')
    expect(floor.state(below)).toBe('Cancelled 0/100')
  })
})
