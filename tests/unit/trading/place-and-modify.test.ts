import { describe, expect, test } from 'vitest'
import { restore } from '../../../src-main/trading/state/evolve.ts'
import { MINUTE_MS, utcMs } from '../../../src-shared/domain/time.ts'
import { AAPL, entering, exiting, Harness, NVDA } from './harness.ts'

/** A desk that knows the range of AAPL (1 dollar) and of NVDA (2 dollars). */
const ranged = async (options: ConstructorParameters<typeof Harness>[0] = {}): Promise<Harness> => {
  const harness = new Harness({ live: true, ...options })
  await harness.begin()
  harness.decide(exiting(AAPL, { kind: 'hold' }, 100), { ...exiting(NVDA, { kind: 'hold' }, 200), atr: 2 })
  return harness
}

const order = {
  kind: 'place',
  symbol: 'AAPL',
  side: 'long',
  quantity: 10,
  limit: null,
  stop: null,
  target: null,
  mode: 'live',
} as const

describe('an order by hand', () => {
  test('goes out in one step, what is not given laid by the strategy: limit, stop and target by the range', async () => {
    const harness = await ranged()
    expect(harness.command(order)).toMatchObject({ ok: true, value: { orders: [{ ref: 'O1', refusal: null }] } })
    const [sent] = harness.seen('submit')
    expect(sent?.entry).toMatchObject({ quantity: 10, pricing: { type: 'LMT', limit: 100.1 } })
    expect(sent?.children.map(({ pricing }) => pricing)).toEqual([
      { type: 'STP', stop: 97.5 },
      { type: 'LMT', limit: 104 },
    ])
    expect(harness.facts('order-approved')).toMatchObject([{ by: 'trader' }])
  })

  test('takes the levels that are given', async () => {
    const harness = await ranged()
    harness.command({ ...order, limit: 99.5, stop: 98, target: 103 })
    expect(harness.seen('submit')[0]?.entry.pricing).toEqual({ type: 'LMT', limit: 99.5 })
    expect(harness.seen('submit')[0]?.children.map(({ pricing }) => pricing)).toEqual([
      { type: 'STP', stop: 98 },
      { type: 'LMT', limit: 103 },
    ])
  })

  test('goes at the market only where that is a setting', async () => {
    const harness = await ranged({ settings: { entriesAtMarket: true } })
    harness.command(order)
    expect(harness.seen('submit')[0]?.entry.pricing).toEqual({ type: 'MKT' })
    const limited = await ranged({ settings: { entriesAtMarket: true } })
    limited.command({ ...order, limit: 100 })
    expect(limited.seen('submit')[0]?.entry.pricing).toEqual({ type: 'LMT', limit: 100 })
  })

  test('that is refused at the door leaves nothing that waits', async () => {
    const harness = await ranged()
    harness.journal.full = true
    expect(harness.refusal(order)?.code).toBe('audit-unwritable')
    harness.journal.full = false
    harness.broker.refuseNext = { submit: 'not-ready' }
    expect(harness.refusal(order)?.code).toBe('broker-refused')
    expect(harness.waiting()).toEqual([])
    expect(harness.desk.state.live.size).toBe(0)
  })

  test('the same command again sends nothing more', async () => {
    const harness = await ranged()
    const first = harness.desk.command({ id: 'once', ...order })
    expect(harness.desk.command({ id: 'once', ...order })).toEqual(first)
    expect(harness.seen('submit')).toHaveLength(1)
  })
})

describe('a working entry', () => {
  const working = async (): Promise<Harness> => {
    const harness = await ranged()
    harness.command(order)
    await harness.settle()
    return harness
  }
  const modify = (change: { quantity?: number; limit?: number; stop?: number }) =>
    ({ kind: 'modify', ref: 'O1', change }) as const

  test('gets another limit through the door: a new revision, its intent on the disk first', async () => {
    const harness = await working()
    expect(harness.refusal(modify({ limit: 100.3 }))).toBeNull()
    expect(harness.seen('amend')).toMatchObject([
      { entry: { ref: 'O1', revision: 2, quantity: 10, pricing: { type: 'LMT', limit: 100.3 } } },
    ])
    await harness.settle()
    expect(harness.order('O1')).toMatchObject({ asked: null, order: { revision: 2, pricing: { limit: 100.3 } } })
    expect(harness.refusal(modify({ limit: 100.4 }))).toBeNull()
    expect(harness.seen('amend').map(({ entry }) => entry.revision)).toEqual([2, 3])
  })

  test('is not amended when the intent cannot be written', async () => {
    const harness = await working()
    harness.journal.full = true
    expect(harness.refusal(modify({ limit: 100.3 }))?.code).toBe('audit-unwritable')
    expect(harness.seen('amend')).toEqual([])
    expect(harness.orderState('O1')).toBe('acknowledged')
  })

  test('with more shares takes its stop and target along', async () => {
    const harness = await working()
    expect(harness.refusal(modify({ quantity: 25 }))).toBeNull()
    await harness.settle()
    for (const child of ['O1-S', 'O1-T']) expect(harness.order(child)?.order.quantity).toBe(25)
    harness.broker.fill(harness.order('O1')!.order.ref, 1_000, 100)
    await harness.settle()
    expect(harness.shares(AAPL)).toBe(25)
    expect(harness.broker.order(harness.order('O1-S')!.order.ref)?.working).toBe(25)
  })

  test('with fewer shares leaves no stop that could turn the position round', async () => {
    const harness = await working()
    harness.command(modify({ quantity: 4 }))
    await harness.settle()
    for (const child of ['O1-S', 'O1-T']) expect(harness.order(child)?.order.quantity).toBe(4)
  })

  test.each<[{ quantity?: number; limit?: number }, string]>([
    [{ quantity: 101 }, 'hand-shares'],
    [{ limit: 101.5 }, 'collar'],
    [{ limit: 100.105 }, 'off-tick'],
    [{ quantity: 0 }, 'not-a-quantity'],
    [{ quantity: 2.5 }, 'not-a-quantity'],
    [{ limit: 100.1, quantity: 10 }, 'bad-command'],
  ])('changed to %j is refused by %s', async (change, code) => {
    const harness = await working()
    expect(harness.refusal(modify(change))?.code).toBe(code)
    expect(harness.seen('amend')).toEqual([])
  })

  test('cannot be made larger than a limit allows, with the rest of the book counted', async () => {
    const harness = await working()
    harness.limits = { ...harness.limits, maxGrossExposureDollars: 2_000 }
    expect(harness.refusal(modify({ quantity: 30 }))).toMatchObject({
      code: 'gross-exposure',
      message: 'All positions and working entries would be worth 3,003.00 dollars; the limit is 2,000.00.',
    })
    expect(harness.refusal(modify({ quantity: 15 }))).toBeNull()
  })

  test('can be made smaller, whatever limits, data and the hour say', async () => {
    const harness = await working()
    harness.limits = { ...harness.limits, maxGrossExposureDollars: 1, maxEntriesPerMinute: 1 }
    harness.desk.setFeedLost('The script took it.')
    expect(harness.refusal(modify({ quantity: 5, limit: 99 }))).toBeNull()
    expect(harness.seen('amend')).toMatchObject([{ entry: { quantity: 5, pricing: { limit: 99 } } }])
  })

  test('that is filled in part can grow, and not below what is filled', async () => {
    const harness = await working()
    harness.broker.fill(harness.order('O1')!.order.ref, 6, 100)
    await harness.settle()
    expect(harness.refusal(modify({ quantity: 6 }))).toMatchObject({
      code: 'below-filled',
      message: '6 shares of the order have been filled: it cannot be for 6. Cancel it to end its rest.',
    })
    expect(harness.refusal(modify({ quantity: 12 }))).toBeNull()
    await harness.settle()
    harness.broker.fill(harness.order('O1')!.order.ref, 6, 100)
    await harness.settle()
    await harness.pass(3_000)
    await harness.settle()
    expect(harness.shares(AAPL)).toBe(12)
    const stops = harness.broker.openReports().filter(({ pricing }) => pricing.type === 'STP')
    expect(Math.max(...stops.map(({ working: shares }) => shares))).toBe(12)
  })

  test('whose change the broker refuses works on as it was', async () => {
    const harness = await working()
    harness.broker.refuseNext = { amend: 'not-ready' }
    expect(harness.refusal(modify({ limit: 100.3 }))?.code).toBe('broker-refused')
    expect(harness.order('O1')).toMatchObject({ asked: null, order: { pricing: { limit: 100.1 } } })
    expect(harness.refusal(modify({ limit: 100.2 }))).toBeNull()
  })

  test('whose change is not answered is asked about, and never sent twice', async () => {
    const harness = await working()
    harness.broker.losesRequests = true
    harness.command(modify({ limit: 100.3 }))
    harness.broker.losesRequests = false
    await harness.pass(6_000)
    await harness.settle()
    expect(harness.seen('amend')).toHaveLength(1)
    expect(harness.order('O1')).toMatchObject({ order: { state: 'acknowledged', pricing: { limit: 100.1 } } })
  })

  test('that is to end, is over or only waits cannot be changed', async () => {
    const harness = await working()
    harness.command({ kind: 'cancel', ref: 'O1' })
    expect(harness.refusal(modify({ limit: 100 }))?.code).toBe('cannot-change')
    await harness.settle()
    expect(harness.refusal(modify({ limit: 100 }))).toMatchObject({
      message: 'Order O1 is cancelled: it cannot be changed now.',
    })
    harness.decide(entering(NVDA, 200))
    expect(harness.refusal({ kind: 'modify', ref: harness.card().ref, change: { limit: 200 } })?.code).toBe(
      'cannot-change',
    )
  })

  test('is not amended when nothing is armed any more', async () => {
    const harness = await working()
    harness.broker.setConnection({ state: 'reconnecting', reason: 'The script says so.' })
    expect(harness.refusal(modify({ limit: 100.2 }))?.code).toBe('broker-away')
    harness.desk.changeMode('dry-run', 'disarmed')
    expect(harness.refusal(modify({ limit: 100.2 }))?.code).toBe('cannot-change')
    expect(harness.seen('amend')).toEqual([])
  })

  test('and its amendments follow from the journal', async () => {
    const harness = await working()
    harness.command(modify({ limit: 100.3, quantity: 12 }))
    await harness.settle()
    expect(restore(harness.journal.events())).toEqual(harness.desk.state)
  })
})

describe('a stop', () => {
  const held = async (side: 'long' | 'short' = 'long'): Promise<Harness> => {
    const harness = await ranged()
    await harness.hold(entering(AAPL, 100, { side }), 100)
    return harness
  }
  const stopTo = (stop: number) => ({ kind: 'modify', ref: 'O1-S', change: { stop } }) as const

  test('is tightened when asked for', async () => {
    const harness = await held()
    expect(harness.refusal(stopTo(98.5))).toBeNull()
    await harness.settle()
    expect(harness.trade(AAPL)).toMatchObject({ stop: 98.5, moved: true })
    expect(harness.order('O1-S')?.order.pricing).toEqual({ type: 'STP', stop: 98.5 })
  })

  test('is never loosened', async () => {
    const harness = await held()
    expect(harness.refusal(stopTo(97))).toEqual({
      code: 'would-loosen',
      message: 'The stop of AAPL stands at 97.50; 97.00 would loosen it, and a stop is only ever tightened.',
    })
    expect(harness.refusal(stopTo(97.5))?.code).toBe('would-loosen')
    const short = await held('short')
    expect(short.refusal(stopTo(103))?.code).toBe('would-loosen')
    expect(short.refusal(stopTo(101))).toBeNull()
  })

  test('cannot be put beyond the market, off the tick, or to what is no price', async () => {
    const harness = await held()
    expect(harness.refusal(stopTo(100.5))?.code).toBe('wrong-side')
    expect(harness.refusal(stopTo(98.005))?.code).toBe('off-tick')
    expect(harness.refusal(stopTo(Number.NaN))?.code).toBe('not-a-price')
    expect(harness.seen('adjust')).toEqual([])
  })

  test('of an entry that has not filled has no position to protect yet', async () => {
    const harness = await ranged()
    await harness.enter(entering(AAPL, 100))
    expect(harness.refusal(stopTo(98))?.code).toBe('no-position')
  })

  test('can be tightened while entries are stopped, but not while the broker is away', async () => {
    const harness = await held()
    harness.command({ kind: 'stop' })
    expect(harness.refusal(stopTo(98))).toBeNull()
    await harness.settle()
    harness.broker.setConnection({ state: 'reconnecting', reason: 'The script says so.' })
    expect(harness.refusal(stopTo(99))?.code).toBe('broker-away')
  })
})

describe('a target', () => {
  const held = async (): Promise<Harness> => {
    const harness = await ranged()
    await harness.hold(entering(AAPL, 100), 100)
    return harness
  }
  const targetTo = (limit: number) => ({ kind: 'modify', ref: 'O1-T', change: { limit } }) as const

  test('goes anywhere on its side, and stays there', async () => {
    const harness = await held()
    expect(harness.refusal(targetTo(102.5))).toBeNull()
    await harness.settle()
    expect(harness.order('O1-T')?.order.pricing).toEqual({ type: 'LMT', limit: 102.5 })
    expect(harness.refusal(targetTo(106))).toBeNull()
    await harness.settle()
    expect(harness.order('O1-T')?.order.pricing).toEqual({ type: 'LMT', limit: 106 })
  })

  test('that the trader set is not moved by a later fill of its entry', async () => {
    const harness = await ranged()
    const ref = await harness.enter(entering(AAPL, 100))
    harness.broker.fill(ref, 50, 100)
    await harness.settle()
    harness.command(targetTo(105))
    await harness.settle()
    harness.broker.fill(ref, 1_000, 100.1)
    await harness.settle()
    expect(harness.trade(AAPL)).toMatchObject({ target: 105, targetSet: true })
  })

  test('cannot be put where it would be taken at once, or behind the stop', async () => {
    const harness = await held()
    expect(harness.refusal(targetTo(99))).toMatchObject({
      code: 'wrong-side',
      message: 'The target 99.00 is on the wrong side: of a long position it lies above 100.00.',
    })
    expect(harness.refusal(targetTo(104.001))?.code).toBe('off-tick')
  })
})

test('an entry of which the clock says that it was sent an hour ahead still counts for its minute', async () => {
  const harness = await ranged()
  harness.limits = { ...harness.limits, maxEntriesPerMinute: 1 }
  harness.command(order)
  await harness.goTo(utcMs(harness.clock.market - 1_500))
  expect(harness.refusal({ ...order, symbol: 'NVDA' })?.code).toBe('entries-a-minute')
  await harness.goTo(utcMs(harness.clock.market + MINUTE_MS + 2_000))
  expect(harness.refusal({ ...order, symbol: 'NVDA' })).toBeNull()
})
