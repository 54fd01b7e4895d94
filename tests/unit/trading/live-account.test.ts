import { describe, expect, test } from 'vitest'
import { positionViews } from '../../../src-main/trading/views/positions.ts'
import { reconciliationView } from '../../../src-main/trading/views/reconciliation.ts'
import { SIMULATED_BOOK } from '../../../src-shared/domain/book.ts'
import { accountId, orderRef } from '../../../src-shared/domain/ids.ts'
import { MARKET_SYMBOL } from '../../../src-shared/domain/instrument.ts'
import { MINUTE_MS, utcMs } from '../../../src-shared/domain/time.ts'
import { ScriptedBroker } from '../../support/scripted-broker.ts'
import { AAPL, ACCOUNT, ACCOUNT_BOOK, DAY, entering, Harness, NVDA } from './harness.ts'

const armed = async (options: ConstructorParameters<typeof Harness>[0] = {}): Promise<Harness> => {
  const harness = new Harness({ live: true, ...options })
  await harness.begin()
  return harness
}

const away = { state: 'reconnecting', reason: 'The script took it.' } as const
const back = { state: 'ready', reason: 'The script gave it back.' } as const

const OTHER = accountId('DU7654321')
const otherBroker = (harness: Harness): ScriptedBroker =>
  new ScriptedBroker({ redeem: harness.gate.redeem, account: OTHER, now: harness.clock.marketClock.now })

describe('an account', () => {
  test('takes entries when it is armed, under its own id and good for two bars at most', async () => {
    const harness = await armed()
    harness.approve(entering(AAPL, 100))
    const [sent] = harness.seen('submit')
    expect(sent?.entry).toMatchObject({ account: ACCOUNT, book: ACCOUNT_BOOK })
    expect(sent?.entry.timeInForce).toEqual({ tif: 'GTD', until: harness.clock.market + 10 * MINUTE_MS })
    expect(sent?.children.map(({ timeInForce }) => timeInForce.tif)).toEqual(['GTC', 'GTC'])
  })

  test('takes none that would live beyond the cut-off', async () => {
    const harness = await armed()
    await harness.goTo(utcMs(DAY.close - 35 * MINUTE_MS))
    harness.quote(MARKET_SYMBOL, 500)
    harness.quote(AAPL, 100)
    harness.approve(entering(AAPL, 100, { at: utcMs(DAY.close - 35 * MINUTE_MS) }))
    expect(harness.seen('submit')[0]?.entry.timeInForce).toEqual({ tif: 'GTD', until: DAY.close - 30 * MINUTE_MS })
  })

  test('that is not the armed one takes none', async () => {
    const harness = await armed()
    const broker = otherBroker(harness)
    harness.desk.addVenue({ book: { kind: 'account', account: OTHER }, account: OTHER, broker })
    await harness.flush()
    harness.approve(entering(AAPL, 100))
    expect(broker.seen).toEqual([])
    expect(harness.seen('submit')).toHaveLength(1)
  })

  test('armed instead of another ends what waits for the other, and its working entries', async () => {
    const harness = await armed()
    const broker = otherBroker(harness)
    harness.desk.addVenue({ book: { kind: 'account', account: OTHER }, account: OTHER, broker })
    await harness.flush()
    const working = await harness.enter(entering(NVDA, 200))
    harness.decide(entering(AAPL, 100))
    const { ref } = harness.card()
    harness.desk.changeMode('live-paper', 'armed', OTHER)
    expect(harness.orderState(ref)).toBe('expired')
    expect(harness.seen('cancel').map((request) => request.ref)).toEqual([working])
    harness.approve(entering(AAPL, 100))
    expect(broker.seen).toMatchObject([{ kind: 'submit', entry: { account: OTHER } }])
  })

  test('whose book has a venue already cannot get a second one', async () => {
    const harness = await armed()
    expect(() => harness.desk.addVenue(harness.venue())).toThrow(/a second venue for SIM1000001/)
  })
})

describe('a venue that comes later', () => {
  test('finds what is restored of its book, which was shown as away until then and never lost', async () => {
    const first = await armed()
    await first.hold(entering(AAPL, 100), 100)
    const second = first.restart({ connected: false })
    second.desk.start()
    await second.flush()
    expect(positionViews(second.desk.view, () => 2)).toMatchObject([
      {
        symbol: AAPL,
        shares: 99,
        protection: 'unknown',
        held: 'the broker is away: it has not named this account yet',
      },
    ])
    expect(second.command({ kind: 'flatten' })).toMatchObject({
      ok: true,
      value: { orders: [{ refusal: { code: 'broker-away' } }] },
    })
    second.desk.addVenue(second.venue())
    await second.flush()
    await second.settle()
    expect(positionViews(second.desk.view, () => 2)).toMatchObject([
      { shares: 99, protection: 'confirmed', held: null },
    ])
    expect(second.desk.state.mode).toBe('dry-run')
  })

  test('ends the entries of an earlier arming before it asks how things stand', async () => {
    const first = await armed()
    const ref = await first.enter(entering(AAPL, 100))
    const second = first.restart({ connected: false })
    second.desk.start()
    second.desk.startDay(DAY)
    expect(second.broker.seen.filter(({ kind }) => kind === 'cancel')).toEqual([])
    second.desk.addVenue(second.venue())
    expect(second.broker.seen.at(-1)).toEqual({ kind: 'cancel', ref })
    await second.flush()
    await second.settle()
    expect(second.orderState(ref)).toBe('cancelled')
    expect(second.seen('submit')).toHaveLength(1)
  })

  test('ends by STOP what works in its book as soon as it is there', async () => {
    const first = await armed()
    const ref = await first.enter(entering(AAPL, 100))
    const second = first.restart({ connected: false })
    second.desk.start()
    expect(second.command({ kind: 'stop' })).toMatchObject({ ok: true, value: { orders: [{ ref, refusal: null }] } })
    second.desk.addVenue(second.venue())
    expect(second.seen('cancel').map((request) => request.ref)).toEqual([ref])
  })

  test('of two accounts: each is asked for its own, and nothing of one goes to the other', async () => {
    const harness = await armed()
    const broker = otherBroker(harness)
    harness.desk.addVenue({ book: { kind: 'account', account: OTHER }, account: OTHER, broker })
    await harness.flush()
    await harness.hold(entering(AAPL, 100), 100)
    harness.desk.changeMode('live-paper', 'armed', OTHER)
    const ref = harness.approve(entering(NVDA, 200))
    broker.deliver()
    await harness.flush()
    broker.fill(ref, 1_000, 200)
    for (let turn = 0; turn < 3; turn++) {
      broker.deliver()
      await harness.flush()
    }
    expect(harness.command({ kind: 'flatten' }).ok).toBe(true)
    await harness.flush()
    expect(harness.seen('reduce').map(({ order }) => [order.account, order.symbol])).toEqual([[ACCOUNT, AAPL]])
    const closes = broker.seen.flatMap((request) => (request.kind === 'reduce' ? [request.order] : []))
    expect(closes.map(({ account, symbol }) => [account, symbol])).toEqual([[OTHER, NVDA]])
  })
})

describe('automatic approval of live orders', () => {
  test('cannot be commanded on, and can be commanded off', async () => {
    const harness = await armed()
    harness.arm(true)
    expect(harness.desk.state.automaticApproval).toBe(true)
    expect(harness.refusal({ kind: 'set-automatic-approval', on: false })).toBeNull()
    expect(harness.refusal({ kind: 'set-automatic-approval', on: true })).toMatchObject({ code: 'automatic-in-live' })
    expect(harness.desk.state.automaticApproval).toBe(false)
  })

  test('that was switched on while arming lets decisions out by themselves', async () => {
    const harness = await armed()
    harness.arm(true)
    harness.decide(entering(AAPL, 100))
    expect(harness.seen('submit')).toHaveLength(1)
    expect(harness.facts('order-approved')).toMatchObject([{ by: 'automatic' }])
  })

  test.each<[string, (harness: Harness) => void]>([
    ['a new arming', (harness) => harness.arm()],
    ['a disarm', (harness) => harness.desk.changeMode('dry-run', 'disarmed')],
    ['STOP', (harness) => void harness.command({ kind: 'stop' })],
    ['the dry run by command', (harness) => void harness.command({ kind: 'set-mode', mode: 'dry-run' })],
  ])('ends with %s', async (_what, end) => {
    const harness = await armed()
    harness.arm(true)
    end(harness)
    expect(harness.desk.state.automaticApproval).toBe(false)
  })

  test('does not outlive its process', async () => {
    const first = await armed()
    first.arm(true)
    const second = first.restart()
    second.desk.start()
    expect(second.desk.state).toMatchObject({ automaticApproval: false, mode: 'dry-run', account: null })
  })
})

describe('a disarm', () => {
  test('cancels what works unfilled, and leaves stops and targets', async () => {
    const harness = await armed()
    const held = await harness.hold(entering(AAPL, 100), 100)
    const working = await harness.enter(entering(NVDA, 200))
    harness.desk.changeMode('dry-run', 'disarmed')
    await harness.settle()
    expect(harness.seen('cancel').map(({ ref }) => ref)).toEqual([working])
    expect(harness.orderState(`${held}-S`)).toBe('acknowledged')
  })

  test('while the broker is away is carried out first when it is back, before anything is asked', async () => {
    const harness = await armed()
    const ref = await harness.enter(entering(AAPL, 100))
    harness.broker.setConnection(away)
    harness.desk.changeMode('dry-run', 'the connection was lost')
    expect(harness.seen('cancel')).toEqual([])
    expect(harness.order(ref)?.cancelWanted).toBe('live trading has ended')
    harness.broker.setConnection(back)
    expect(harness.seen('cancel').map((request) => request.ref)).toEqual([ref])
    await harness.settle()
    expect(harness.orderState(ref)).toBe('cancelled')
  })

  test('on a half-open socket is asked for again until it is answered', async () => {
    const harness = await armed()
    const ref = await harness.enter(entering(AAPL, 100))
    harness.broker.losesRequests = true
    harness.broker.queries = 'hang'
    harness.desk.changeMode('dry-run', 'disarmed')
    await harness.pass(16_000)
    expect(harness.seen('cancel').length).toBeGreaterThanOrEqual(3)
    harness.broker.losesRequests = false
    harness.broker.queries = 'answer'
    await harness.pass(40_000)
    await harness.settle()
    expect(harness.orderState(ref)).toBe('cancelled')
  })

  test('of an entry that fills meanwhile leaves a position with its stop', async () => {
    const harness = await armed()
    const ref = await harness.enter(entering(AAPL, 100))
    harness.broker.setConnection(away)
    harness.desk.changeMode('dry-run', 'the connection was lost')
    harness.broker.fill(ref, 1_000, 100)
    harness.broker.setConnection(back)
    await harness.flush()
    await harness.settle()
    expect(harness.shares(AAPL)).toBe(99)
    expect(positionViews(harness.desk.view, () => 2)).toMatchObject([{ book: ACCOUNT_BOOK, protection: 'confirmed' }])
  })
})

describe('a query that is never answered', () => {
  test('is given up after half a minute, and asked again', async () => {
    const harness = await armed()
    harness.broker.queries = 'hang'
    harness.command({ kind: 'reconcile' })
    await harness.pass(29_000)
    expect(harness.desk.asking).toBe(true)
    expect(reconciliationView(harness.desk.view).accounts).toMatchObject([{ at: 1_772_463_600_000 }])
    await harness.pass(1_500)
    harness.broker.queries = 'answer'
    await harness.pass(40_000)
    expect(harness.desk.asking).toBe(false)
    expect(reconciliationView(harness.desk.view).accounts).toMatchObject([{ reconciled: true }])
  })

  test('from before a reconnect says nothing about what is after it', async () => {
    const harness = await armed()
    harness.broker.queries = 'hang'
    harness.command({ kind: 'reconcile' })
    harness.broker.setConnection(away)
    harness.broker.setConnection({ ...back, state: 'degraded' })
    harness.broker.queries = 'answer'
    harness.broker.setConnection(back)
    await harness.pass(1)
    expect(reconciliationView(harness.desk.view).accounts).toMatchObject([{ reconciled: true }])
  })
})

describe('a bracket of which a part was refused', () => {
  test('is not entered without its stop', async () => {
    const harness = await armed()
    const ref = await harness.enter(entering(AAPL, 100))
    harness.broker.reject(orderRef(`${ref}-S`))
    await harness.settle()
    expect(harness.facts('cancel-wanted')).toMatchObject([{ ref, reason: 'its stop is gone' }])
    expect(harness.orderState(ref)).toBe('cancelled')
  })

  test('is over when TWS keeps the rest back: nothing of it is let go later', async () => {
    const harness = await armed()
    const ref = harness.approve(entering(AAPL, 100))
    harness.broker.keepBack(ref)
    harness.broker.reject(orderRef(`${ref}-T`))
    await harness.settle()
    expect(harness.orderState(ref)).toBe('sent')
    await harness.pass(6_000)
    await harness.settle()
    expect(harness.seen('cancel').map((request) => request.ref)).toContain(ref)
    for (const each of [ref, `${ref}-S`, `${ref}-T`]) expect(harness.desk.state.live.has(orderRef(each))).toBe(false)
  })

  test('that is kept back over a restart is cancelled, and never let go', async () => {
    const first = await armed()
    const ref = first.approve(entering(AAPL, 100))
    first.broker.keepBack(ref)
    const second = first.restart()
    second.desk.start()
    await second.flush()
    await second.settle()
    expect(second.seen('cancel').map((request) => request.ref)).toContain(ref)
    expect(second.seen('submit')).toHaveLength(1)
    expect(second.desk.state.live.size).toBe(0)
  })
})

test('an intent that never arrived is expired after two clean queries, and told as a difference', async () => {
  const first = await armed()
  first.broker.losesRequests = true
  const ref = first.approve(entering(AAPL, 100))
  first.broker.losesRequests = false
  const second = first.restart()
  second.desk.start()
  await second.flush()
  await second.pass(5_000)
  expect(second.orderState(ref)).toBe('expired')
  expect(second.seen('submit')).toHaveLength(1)
  const [account] = reconciliationView(second.desk.view).accounts
  expect(account?.differences.map(({ kind }) => kind)).toContain('absent')
})

test('the simulated book beside an account goes on as before', async () => {
  const harness = await armed()
  const broker = new ScriptedBroker({
    redeem: harness.gate.redeem,
    account: accountId('SIM1'),
    now: harness.clock.marketClock.now,
  })
  harness.desk.addVenue({ book: SIMULATED_BOOK, account: accountId('SIM1'), broker })
  await harness.flush()
  await harness.hold(entering(AAPL, 100), 100)
  harness.desk.changeMode('dry-run', 'disarmed')
  harness.approve(entering(NVDA, 200))
  expect(broker.seen).toMatchObject([{ kind: 'submit', entry: { book: SIMULATED_BOOK } }])
  expect(reconciliationView(harness.desk.view).accounts.map(({ account }) => account)).toEqual([ACCOUNT])
})

describe('what a broker keeps although it is over', () => {
  test('is cancelled, when it says so twice, and our books stay as they are', async () => {
    const harness = await armed()
    const ref = await harness.enter(entering(AAPL, 100))
    const listed = harness.broker.openReports()[0]!
    harness.broker.end(ref, 'Inactive')
    await harness.settle()
    harness.broker.foreignOrders.push(listed)
    harness.command({ kind: 'reconcile' })
    await harness.flush()
    expect(harness.seen('cancel')).toEqual([])
    await harness.pass(2_000)
    await harness.flush()
    expect(harness.seen('cancel').map((request) => request.ref)).toContain(ref)
    expect(harness.orderState(ref)).toBe('inactive')
    expect(harness.desk.state.contradictions).toEqual([])
  })

  test('a child whose entry never was one is ended too', async () => {
    const harness = await armed()
    const ref = harness.approve(entering(AAPL, 100))
    harness.broker.keepBack(ref)
    await harness.pass(6_000)
    await harness.settle()
    await harness.pass(6_000)
    await harness.settle()
    expect(harness.desk.state.live.size).toBe(0)
    expect(harness.broker.openReports()).toEqual([])
  })
})
