import { describe, expect, test } from 'vitest'
import { stopRef, targetRef } from '../../../src-main/trading/staging/bracket-orders.ts'
import { activityLine } from '../../../src-main/trading/views/activity.ts'
import { cardViews } from '../../../src-main/trading/views/cards.ts'
import { endedOrders, workingOrders } from '../../../src-main/trading/views/orders.ts'
import { dayViews, positionViews } from '../../../src-main/trading/views/positions.ts'
import { SIMULATED_BOOK } from '../../../src-shared/domain/book.ts'
import { AAPL, atMinute, DATE, entering, exiting, Harness, NVDA } from './harness.ts'

const pennies = () => 2

const fresh = async (): Promise<Harness> => {
  const harness = new Harness()
  await harness.begin()
  return harness
}

describe('a card', () => {
  test('shows risk, reward, R, value, drift and the time left', async () => {
    const harness = await fresh()
    harness.decide(entering(AAPL, 100))
    await harness.pass(60_000)
    harness.quote(AAPL, 100.2)
    const [card] = cardViews(harness.desk.view)
    expect(card).toMatchObject({
      symbol: 'AAPL',
      side: 'long',
      quantity: 99,
      limit: 100.1,
      stop: 97.5,
      target: 104,
      risk: 247.5,
      reward: 396,
      rMultiple: 1.6,
      left: 120_000,
      lifetime: 180_000,
      inTheWay: null,
    })
    expect(card?.value).toBeCloseTo(9_909.9, 6)
    expect(card?.marginEstimate).toBeCloseTo(4_954.95, 6)
    expect(card?.drift?.atrs).toBeCloseTo(0.2, 6)
  })

  test('shows what is in the way of it', async () => {
    const harness = await fresh()
    harness.decide(entering(AAPL, 100))
    harness.quote(AAPL, 100.8)
    expect(cardViews(harness.desk.view)[0]?.inTheWay?.code).toBe('approve-again')
    harness.quote(AAPL, 100, { halted: true })
    expect(cardViews(harness.desk.view)[0]?.inTheWay?.message).toBe('AAPL is halted: no entries.')
  })
})

describe('orders', () => {
  test('show what works, what holds it and what became of the others', async () => {
    const harness = await fresh()
    const ref = await harness.enter(entering(AAPL, 100))
    harness.broker.fill(ref, 40, 99.95)
    await harness.settle()
    expect(workingOrders(harness.desk.view, pennies)).toMatchObject([
      { ref, role: 'entry', state: 'partially-filled', filled: 40, average: 99.95, parent: null },
      { ref: stopRef(ref), role: 'stop', state: 'acknowledged', filled: 0, average: null, parent: ref },
      { ref: targetRef(ref), role: 'target' },
    ])
    harness.quote(AAPL, 100, { halted: true })
    expect(workingOrders(harness.desk.view, pennies)[0]?.held).toBe('held by the halt')
    harness.command({ kind: 'cancel', ref })
    expect(workingOrders(harness.desk.view, pennies)[0]).toMatchObject({
      state: 'pending-cancel',
      cancelWanted: 'asked for',
    })
    await harness.settle()
    expect(endedOrders(harness.desk.view, pennies)).toMatchObject([{ ref, state: 'cancelled-after-partial' }])
  })

  test('that wait for approval are cards, not orders', async () => {
    const harness = await fresh()
    harness.decide(entering(AAPL, 100))
    expect(workingOrders(harness.desk.view, pennies)).toEqual([])
  })
})

describe('a position', () => {
  test('is valued live, with its stop and target in money', async () => {
    const harness = await fresh()
    await harness.hold(entering(AAPL, 100), 100)
    harness.quote(AAPL, 101)
    expect(positionViews(harness.desk.view, pennies)).toEqual([
      {
        key: 'simulated/AAPL',
        book: SIMULATED_BOOK,
        symbol: 'AAPL',
        side: 'long',
        shares: 99,
        average: 100,
        price: 101,
        unrealised: 99,
        realised: 0,
        stop: 97.5,
        target: 104,
        protection: 'confirmed',
        atStop: -247.5,
        atTarget: 396,
        closing: null,
        held: null,
        accountShares: null,
        decimals: 2,
      },
    ])
    expect(dayViews(harness.desk.view)).toMatchObject([
      { unrealised: 99, commissions: 1, profit: 98, lossLimit: 1_000, tripped: false },
    ])
  })

  test('says how sure its stop is', async () => {
    const harness = await fresh()
    const ref = await harness.hold(entering(AAPL, 100), 100)
    harness.broker.end(stopRef(ref), 'Cancelled')
    harness.broker.deliver()
    expect(positionViews(harness.desk.view, pennies)[0]?.protection).toBe('unknown')
    await harness.flush()
    expect(positionViews(harness.desk.view, pennies)[0]?.protection).toBe('missing')
  })

  test('that is being closed says why, and what holds it', async () => {
    const harness = await fresh()
    await harness.hold(entering(AAPL, 100, { side: 'short' }), 100)
    harness.decide(exiting(AAPL, { kind: 'closeNow', reason: 'the profile says so' }))
    const shown = () => positionViews(harness.desk.view, pennies)[0]
    expect(shown()).toMatchObject({ side: 'short', shares: 100, closing: 'the profile says so', held: null })
    harness.quote(AAPL, 100, { halted: true })
    expect(shown()?.held).toBe('held by the halt')
    harness.quote(AAPL, 100)
    harness.clock.market = atMinute(DATE, 16, 5)
    expect(shown()?.held).toBe('waits for regular hours')
    harness.broker.setConnection({ state: 'reconnecting', reason: 'The socket was closed.' })
    expect(shown()?.held).toBe('The socket was closed.')
    harness.command({ kind: 'set-trading-state', state: 'halted' })
    expect(shown()?.held).toBe('trading is halted: only cancels go out')
  })
})

describe('the activity', () => {
  const linesOf = (harness: Harness): (string | undefined)[] =>
    harness.events.flatMap((event) => {
      const line = activityLine(event, harness.desk.state)
      return line === null ? [] : [`${line.symbol ?? '–'} ${line.text}`]
    })

  test('tells a trade in sentences', async () => {
    const harness = await fresh()
    const ref = await harness.hold(entering(AAPL, 100), 100)
    harness.decide(exiting(AAPL, { kind: 'moveStop', price: 99 }))
    await harness.settle()
    harness.broker.fill(stopRef(ref), 99, 98.95)
    await harness.settle()
    expect(linesOf(harness)).toEqual([
      '– The session of 2024-11-15 has begun.',
      'AAPL Staged: BUY 99 AAPL at 100.10, stop 97.50, target 104.00.',
      'AAPL Approved: entry BUY 99 AAPL at 100.10.',
      'AAPL Filled: BUY 99 at 100.00.',
      'AAPL The stop goes to 99.00.',
      'AAPL Filled: stop SELL 99 at 98.95.',
    ])
  })

  test('tells what was refused, and why', async () => {
    const harness = await fresh()
    harness.decide(entering(AAPL, 100))
    const { ref } = harness.card()
    harness.command({ kind: 'edit', ref, revision: 1, change: { quantity: 5 } })
    harness.quote(AAPL, 100.6)
    harness.command({ kind: 'approve', ref, revision: 2 })
    harness.command({ kind: 'decline', ref })
    harness.quote(NVDA, 200, { quality: 'delayed' })
    harness.decide(entering(NVDA, 200))
    harness.command({ kind: 'set-automatic-approval', on: true })
    harness.command({ kind: 'set-trading-state', state: 'halted' })
    harness.desk.changeMode('live-paper', 'armed')
    expect(linesOf(harness).slice(2)).toEqual([
      'AAPL Edited: BUY 5 AAPL at 100.10, stop 97.50, target 104.00.',
      'AAPL The price has gone to 100.60: to be approved again.',
      'AAPL Rejected: entry BUY 5 AAPL at 100.10.',
      'NVDA Not staged: The data of NVDA is delayed, not live.',
      '– Automatic approval is on: asked for.',
      '– Trading is halted: asked for.',
      '– LIVE PAPER: armed.',
    ])
  })

  test('tells trouble: what expired, what is unknown, what was lost, what is closed', async () => {
    const harness = await fresh()
    harness.decide(entering(NVDA, 200))
    harness.command({ kind: 'stop' })
    harness.broker.losesRequests = true
    harness.approve(entering(NVDA, 200))
    await harness.pass(30_000)
    harness.broker.losesRequests = false
    harness.quote(AAPL, 100)
    const ref = await harness.hold(entering(AAPL, 100), 100)
    harness.broker.refuseNext.adjust = 'not-ready'
    harness.decide(exiting(AAPL, { kind: 'moveStop', price: 99 }))
    harness.command({ kind: 'close', book: SIMULATED_BOOK, symbol: 'AAPL', limit: null })
    harness.command({ kind: 'cancel', ref: targetRef(ref) })
    harness.limits = { ...harness.limits, maxDailyLossDollars: 0.5 }
    harness.desk.passTime()
    const lines = linesOf(harness)
    for (const line of [
      'NVDA Expired: entry BUY 49 NVDA at 200.10; STOP.',
      '– 3 orders are unknown: no answer came in time.',
      'NVDA The broker has never had it: entry BUY 49 NVDA at 200.10.',
      'AAPL Refused (change): stop SELL 99 AAPL from 97.50: the broker is not ready for it: the script says so.',
      'AAPL The position is being closed: asked for.',
      'AAPL Sent: close SELL 99 AAPL at the market.',
      'AAPL To be cancelled: target SELL 99 AAPL at 104.00; asked for.',
      '– The breaker has tripped: the day stands at -1.00 dollars, the limit is -0.50.',
    ]) {
      expect(lines).toContain(line)
    }
  })
})
