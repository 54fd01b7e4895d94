import { describe, expect, test } from 'vitest'
import type { Behaviour } from '../../../../src-main/simulator/exchange/settings.ts'
import { DEFAULT_EXCHANGE_SETTINGS } from '../../../../src-main/simulator/exchange/settings.ts'
import { AAPL, limit, MARKET, stop, TradingFloor } from './trading-floor.ts'

const believing = (behaviour: Partial<Behaviour>): TradingFloor =>
  new TradingFloor({ settings: { behaviour: { ...DEFAULT_EXCHANGE_SETTINGS.behaviour, ...behaviour } } })

/** Of the step's shares as many as the ask then offers; what it offers depends on the trade alone. */
const askAfter = (dollars: number, shares: number): number => {
  const floor = new TradingFloor()
  floor.step(dollars, shares)
  return floor.exchange.quote(AAPL).askSize
}

/** A bracket whose entry for 100 shares has filled in part. */
function partlyFilled(floor: TradingFloor): { ids: [number, number, number]; part: number } {
  const ids = floor.bracket({ pricing: limit(99.99) }, 98, 103)
  floor.step(99.9, 100)
  const part = floor.exchange.order(1, ids[0])!.filled
  expect(part).toBe(askAfter(99.9, 100))
  expect(part).toBeGreaterThan(10)
  return { ids, part }
}

describe('a bracket', () => {
  test('is kept back until its last child is transmitted', () => {
    const floor = new TradingFloor()
    floor.heard()
    const parentId = floor.place({ transmit: false })
    floor.place({ parentId, action: 'SELL', pricing: stop(98), transmit: false })
    expect(floor.heard()).toEqual([])
    expect(floor.exchange.openOrders()).toEqual([])
    floor.place({ parentId, action: 'SELL', pricing: limit(103) })
    expect(floor.heard().slice(0, 7)).toEqual([
      'open-order 1 PreSubmitted',
      'order-status 1 PreSubmitted',
      'open-order 2 PreSubmitted',
      'order-status 2 PreSubmitted',
      'open-order 3 PreSubmitted',
      'order-status 3 PreSubmitted',
      'execution 1 100@100.01',
    ])
  })

  test('has children that wait for their parent', () => {
    const floor = new TradingFloor()
    const [, stopId, targetId] = floor.bracket({ pricing: limit(99) }, 98, 103)
    expect(floor.state(stopId)).toBe('PreSubmitted (child) 0/100')
    expect(floor.state(targetId)).toBe('PreSubmitted (child) 0/100')
    expect(floor.exchange.order(1, stopId)?.working).toBe(0)
    floor.step(104)
    expect(floor.state(targetId)).toBe('PreSubmitted (child) 0/100')
  })

  test('brings its children to life when it fills, and one of them ends the other', () => {
    const floor = new TradingFloor()
    const [entryId, stopId, targetId] = floor.bracket({}, 98, 103)
    expect(floor.state(entryId)).toBe('Filled 100/100')
    expect(floor.state(stopId)).toBe('PreSubmitted (trigger) 0/100')
    expect(floor.state(targetId)).toBe('Submitted 0/100')
    floor.step(103.2)
    expect(floor.fills(targetId)).toEqual(['100@103'])
    expect(floor.state(stopId)).toBe('Cancelled 0/100')
    expect(floor.shares()).toBe(0)
  })

  test('whose stop is passed when its entry fills is closed at once', () => {
    const floor = new TradingFloor()
    const [, stopId, targetId] = floor.bracket({}, 100, 103)
    expect(floor.fills(stopId)).toEqual(['100@99.99'])
    expect(floor.codes(targetId)).toEqual([202])
  })

  test('of which both children are touched at once fills one of them', () => {
    const floor = new TradingFloor()
    // A stop above the target: a single trade reaches both.
    const [, stopId, targetId] = floor.bracket({ pricing: limit(99.99) }, 100, 99)
    floor.step(99.9)
    expect(floor.fills(stopId)).toEqual(['100@99.89'])
    expect(floor.fills(targetId)).toEqual([])
    expect(floor.shares()).toBe(0)
  })

  test('works for a short entry as for a long one', () => {
    const floor = new TradingFloor()
    const [, stopId, targetId] = floor.bracket({ action: 'SELL' }, 102, 97)
    expect(floor.shares()).toBe(-100)
    floor.step(102.5)
    expect(floor.fills(stopId)).toEqual(['100@102.51'])
    expect(floor.state(targetId)).toBe('Cancelled 0/100')
    expect(floor.shares()).toBe(0)
  })

  test('goes with its entry when that is cancelled unfilled', () => {
    const floor = new TradingFloor()
    const [entryId, stopId, targetId] = floor.bracket({ pricing: limit(99) }, 98, 103)
    floor.cancel(entryId)
    expect([entryId, stopId, targetId].map((id) => floor.state(id))).toEqual([
      'Cancelled 0/100',
      'Cancelled 0/100',
      'Cancelled 0/100',
    ])
  })

  test('goes with its entry when that is rejected', () => {
    const floor = new TradingFloor()
    const [entryId, stopId] = floor.bracket({ quantity: 100_000 }, 98, 103)
    expect(floor.codes(entryId)).toEqual([201])
    expect(floor.state(entryId)).toBe('Inactive 0/100000')
    expect(floor.state(stopId)).toBe('Cancelled 0/100000')
    expect(floor.exchange.openOrders()).toEqual([])
  })

  test.each([
    ['the same way', { action: 'BUY' as const }],
    ['another symbol', { symbol: 'MSFT' as typeof AAPL }],
    ['more shares', { quantity: 101 }],
  ])('takes no child for %s', (_, change) => {
    const floor = new TradingFloor()
    const parentId = floor.place({ pricing: limit(99), transmit: false })
    const id = floor.place({ parentId, action: 'SELL', pricing: stop(98), ...change })
    expect(floor.codes(id)).toEqual([201])
    expect(floor.state(id)).toBe('none')
  })

  test('takes no child of an unknown parent', () => {
    const floor = new TradingFloor()
    expect(floor.codes(floor.place({ parentId: 77, action: 'SELL', pricing: stop(98) }))).toEqual([135])
  })
})

describe('an entry that fills in part', () => {
  test('brings its children to life for that part, and for each further one', () => {
    const floor = new TradingFloor()
    const { ids, part } = partlyFilled(floor)
    const [entryId, stopId, targetId] = ids
    const working = (): (number | undefined)[] => [stopId, targetId].map((id) => floor.exchange.order(1, id)?.working)
    expect(working()).toEqual([part, part])
    expect(floor.state(stopId)).toBe('PreSubmitted (trigger) 0/100')
    floor.step(99.9)
    expect(floor.state(entryId)).toBe('Filled 100/100')
    expect(working()).toEqual([100, 100])
  })

  test('is sold by its stop share for share, also while it goes on filling', () => {
    const floor = new TradingFloor()
    const { ids } = partlyFilled(floor)
    const [entryId, stopId, targetId] = ids
    const filled = (id: number): number => floor.exchange.order(1, id)!.filled
    while (floor.exchange.openOrders().length > 0) {
      floor.step(97, 30)
      expect(filled(stopId)).toBeLessThanOrEqual(filled(entryId))
      expect(floor.shares()).toBe(filled(entryId) - filled(stopId))
    }
    expect(floor.state(entryId)).toBe('Filled 100/100')
    expect(floor.state(stopId)).toBe('Filled 100/100')
    expect(floor.fills(targetId)).toEqual([])
  })

  test('and is then cancelled leaves its children for the part', () => {
    const floor = new TradingFloor()
    const { ids, part } = partlyFilled(floor)
    floor.cancel(ids[0])
    expect(floor.state(ids[0])).toBe(`Cancelled ${part}/100`)
    expect(floor.state(ids[1])).toBe(`PreSubmitted (trigger) 0/${part}`)
    floor.step(103.5)
    expect(floor.fills(ids[2])).toEqual([`${part}@103`])
    expect(floor.shares()).toBe(0)
  })

  test('and is then cancelled takes its children along, where TWS is believed to do that', () => {
    const floor = believing({ partialParentCancelled: 'children-go' })
    const { ids, part } = partlyFilled(floor)
    floor.cancel(ids[0])
    expect(floor.exchange.openOrders()).toEqual([])
    expect(floor.shares()).toBe(part)
  })

  test('leaves its children asleep until it is full, where TWS is believed to do that', () => {
    const floor = believing({ childrenWork: 'on-full-fill' })
    const { ids } = partlyFilled(floor)
    expect(floor.state(ids[1])).toBe('PreSubmitted (child) 0/100')
    floor.step(97)
    expect(floor.state(ids[0])).toBe('Filled 100/100')
    expect(floor.shares()).toBe(0)
  })
})

test('children of several groups together close no more than their parent filled', () => {
  const floor = new TradingFloor()
  const parentId = floor.place()
  const child = { parentId, action: 'SELL' as const, timeInForce: { tif: 'GTC' as const } }
  const oca = (group: string) => ({ group, type: 'reduce-with-block' as const })
  const stopId = floor.place({ ...child, pricing: stop(98), oca: oca('one') })
  floor.place({ ...child, pricing: limit(103), oca: oca('two') })
  floor.step(104)
  floor.step(97)
  expect(floor.shares()).toBe(0)
  expect(floor.exchange.order(1, stopId)).toMatchObject({ filled: 0, working: 0 })
})

describe('changing a bracket', () => {
  test('a child can be moved while its parent waits', () => {
    const floor = new TradingFloor()
    const [, stopId] = floor.bracket({ pricing: limit(99) }, 98, 103)
    expect(floor.change(stopId, { pricing: stop(97) }).ok).toBe(true)
    floor.step(98.9)
    floor.step(97.5)
    expect(floor.state(stopId)).toBe('PreSubmitted (trigger) 0/100')
    floor.step(97)
    expect(floor.fills(stopId)).toEqual(['100@96.99'])
  })

  test('children follow their parent to another size', () => {
    const floor = new TradingFloor()
    const [entryId, stopId] = floor.bracket({ pricing: limit(99) }, 98, 103)
    floor.change(entryId, { quantity: 60 })
    expect(floor.state(stopId)).toBe('PreSubmitted (child) 0/60')
  })

  test('a child never becomes larger than its parent, nor than what that filled', () => {
    const floor = new TradingFloor()
    const { ids, part } = partlyFilled(floor)
    expect(floor.change(ids[1], { quantity: 101 })).toMatchObject({ ok: false, error: { reason: 'not-a-child' } })
    floor.cancel(ids[0])
    expect(floor.change(ids[1], { quantity: part + 1 })).toMatchObject({ ok: false })
    expect(floor.change(ids[1], { quantity: part - 1 }).ok).toBe(true)
  })

  test('a child whose parent is over is placed for what that filled', () => {
    const floor = new TradingFloor()
    const parentId = floor.place({ pricing: MARKET })
    expect(floor.state(floor.place({ parentId, action: 'SELL', pricing: stop(98) }))).toBe(
      'PreSubmitted (trigger) 0/100',
    )
  })
})
