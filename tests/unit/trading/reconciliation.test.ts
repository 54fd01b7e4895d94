import { describe, expect, test } from 'vitest'
import { sharesIn } from '../../../src-main/trading/state/desk-state.ts'
import { restore } from '../../../src-main/trading/state/evolve.ts'
import { reconciliationView } from '../../../src-main/trading/views/reconciliation.ts'
import type { ReconciledAccount } from '../../../src-shared/contract/views/reconciliation.ts'
import { reconciliationSchema } from '../../../src-shared/contract/views/reconciliation.ts'
import { accountId, orderRef } from '../../../src-shared/domain/ids.ts'
import { price } from '../../../src-shared/domain/price.ts'
import { sessionDate, utcMs } from '../../../src-shared/domain/time.ts'
import { ScriptedBroker } from '../../support/scripted-broker.ts'
import { AAPL, ACCOUNT, atMinute, DAY, entering, Harness, NVDA } from './harness.ts'

const DAY_MS = 24 * 60 * 60_000

const armed = async (options: ConstructorParameters<typeof Harness>[0] = {}): Promise<Harness> => {
  const harness = new Harness({ live: true, ...options })
  await harness.begin()
  return harness
}

/** The account as the window sees it, in the contract's own form. */
function seen(harness: Harness): ReconciledAccount {
  const view = reconciliationView(harness.desk.view)
  expect(reconciliationSchema.parse(view)).toEqual(view)
  const [account] = view.accounts
  if (account === undefined) throw new Error('there is no account')
  return account
}

/** Until what differs has been asked for twice. */
const confirmed = async (harness: Harness): Promise<void> => {
  await harness.settle()
  harness.command({ kind: 'reconcile' })
  await harness.flush()
  await harness.pass(2_000)
  await harness.settle()
}

const differences = (harness: Harness, kind: string) => seen(harness).differences.filter((each) => each.kind === kind)

/** Acknowledges everything that is shown. */
const acknowledgeAll = (harness: Harness): void => {
  for (const { id } of seen(harness).differences) {
    expect(harness.refusal({ kind: 'acknowledge', difference: id })).toBeNull()
  }
}

describe('an account counts as reconciled', () => {
  test('when everything was asked and answered on this connection', async () => {
    const harness = new Harness({ live: true })
    expect(seen(harness)).toMatchObject({ account: ACCOUNT, reconciled: false, at: null })
    await harness.begin()
    expect(seen(harness)).toMatchObject({ reconciled: true, at: harness.clock.wall, differences: [] })
  })

  test('not while the broker is away, and anew when it is back', async () => {
    const harness = await armed()
    harness.broker.setConnection({ state: 'reconnecting', reason: 'The script says so.' })
    expect(seen(harness).reconciled).toBe(false)
    harness.broker.queries = 'fail'
    harness.broker.setConnection({ state: 'ready', reason: 'The script says so.' })
    await harness.flush()
    expect(seen(harness).reconciled).toBe(false)
    harness.broker.queries = 'answer'
    await harness.pass(2_000)
    expect(seen(harness).reconciled).toBe(true)
  })

  test('not while an order of ours is unknown', async () => {
    const harness = await armed()
    harness.broker.losesRequests = true
    harness.approve(entering(AAPL, 100))
    harness.broker.losesRequests = false
    await harness.pass(5_000)
    expect(harness.desk.state.live.size).toBeGreaterThan(0)
    expect(seen(harness).reconciled).toBe(false)
  })

  test('and a second look changes nothing', async () => {
    const harness = await armed()
    await harness.hold(entering(AAPL, 100), 100)
    const before = { ...harness.desk.state, answers: null }
    const facts = harness.events.length
    harness.command({ kind: 'reconcile' })
    await harness.flush()
    expect({ ...harness.desk.state, answers: null }).toEqual(before)
    expect(harness.events.slice(facts).map(({ kind }) => kind)).toEqual(['command-answered'])
  })
})

describe('the account holds other shares than ours', () => {
  test('no entry goes there, and the difference has its numbers', async () => {
    const harness = await armed()
    harness.broker.setPosition(AAPL, 40, 90)
    await confirmed(harness)
    expect(seen(harness).differences).toEqual([
      {
        id: `net ${ACCOUNT} AAPL 0 40`,
        kind: 'net',
        symbol: 'AAPL',
        message:
          'The account holds 40 shares of AAPL, our books have 0. They are not ours: they are left alone, and nothing is entered there.',
        acknowledged: false,
      },
    ])
    harness.decide(entering(AAPL, 100))
    expect(harness.facts('entry-refused')).toMatchObject([{ code: 'net-differs' }])
  })

  test('what is acknowledged is these numbers: others have to be acknowledged anew', async () => {
    const harness = await armed()
    harness.broker.setPosition(AAPL, 40, 90)
    await confirmed(harness)
    acknowledgeAll(harness)
    expect(seen(harness).differences).toMatchObject([{ acknowledged: true }])
    harness.broker.setPosition(AAPL, 50, 90)
    await confirmed(harness)
    expect(seen(harness).differences).toMatchObject([{ id: `net ${ACCOUNT} AAPL 0 50`, acknowledged: false }])
  })

  test('an acknowledgement outlives a restart', async () => {
    const first = await armed()
    first.broker.setPosition(AAPL, 40, 90)
    await confirmed(first)
    acknowledgeAll(first)
    const second = first.restart()
    second.desk.start()
    await second.flush()
    await confirmed(second)
    expect(seen(second).differences).toMatchObject([{ acknowledged: true }])
  })

  test('a moment in which answers do not fit together is no difference', async () => {
    const harness = await armed()
    harness.broker.setPosition(AAPL, 40, 90)
    harness.command({ kind: 'reconcile' })
    await harness.flush()
    expect(seen(harness)).toMatchObject({ differences: [], reconciled: false })
    harness.broker.setPosition(AAPL, 0, 0)
    await confirmed(harness)
    expect(seen(harness)).toMatchObject({ differences: [], reconciled: true })
  })

  test('an id of none is refused, and nothing happens', async () => {
    const harness = await armed()
    expect(harness.refusal({ kind: 'acknowledge', difference: 'net X AAPL 0 1' })).toMatchObject({
      code: 'unknown-difference',
    })
    expect(harness.facts('difference-acknowledged')).toEqual([])
  })
})

describe('a fill of others in our symbol', () => {
  test('resizes the children to what the account holds, and nothing is entered there', async () => {
    const harness = await armed()
    const ref = await harness.hold(entering(AAPL, 100), 100)
    harness.broker.tradeElsewhere(AAPL, -30, 101)
    await confirmed(harness)
    expect(harness.broker.order(orderRef(`${ref}-S`))).toMatchObject({ working: 69 })
    expect(harness.broker.order(orderRef(`${ref}-T`))).toMatchObject({ working: 69 })
    expect(harness.shares(AAPL)).toBe(99)
    expect(differences(harness, 'foreign-fill')).toMatchObject([
      { message: 'Somebody else has traded in our symbol: SELL 30 shares of AAPL at 101.00.' },
    ])
    expect(differences(harness, 'net')).toHaveLength(1)
  })

  test('never lets what we send turn the position round: a close is for what is there', async () => {
    const harness = await armed()
    await harness.hold(entering(AAPL, 100), 100)
    harness.broker.tradeElsewhere(AAPL, -90, 101)
    harness.command({ kind: 'flatten' })
    await confirmed(harness)
    const closes = harness.seen('reduce').map(({ order }) => order)
    expect(closes.every(({ quantity }) => quantity <= 9)).toBe(true)
    for (const { ref } of closes) harness.broker.fill(ref, 1_000, 101)
    await confirmed(harness)
    expect(harness.broker.net(AAPL)).toBe(0)
  })

  test('that took our shares is written off by acknowledging it, at its price, and counts for the day', async () => {
    const harness = await armed()
    await harness.hold(entering(AAPL, 100), 100)
    harness.broker.tradeElsewhere(AAPL, -99, 95)
    await confirmed(harness)
    const [net] = differences(harness, 'net')
    expect(net?.message).toBe(
      'The account holds 0 shares of AAPL, our books have 99. The others have gone elsewhere; acknowledging this takes them out of our books.',
    )
    acknowledgeAll(harness)
    expect(harness.shares(AAPL)).toBe(0)
    expect([...harness.desk.state.holdings.values()][0]?.realised).toBe(-99 * 500)
    expect(harness.engineInputs.at(-1)).toMatchObject({ kind: 'position', symbol: AAPL, position: null })
    expect(differences(harness, 'net')).toEqual([])
    expect(harness.desk.state.trades.size).toBe(0)
  })

  test('in a symbol in which we have nothing is none of our business', async () => {
    const harness = await armed()
    harness.broker.tradeElsewhere(NVDA, 5, 200)
    harness.broker.tradeElsewhere(NVDA, -5, 201)
    await confirmed(harness)
    expect(seen(harness).differences).toEqual([])
  })
})

describe('a liquidation', () => {
  test('shrinks the children, blocks entries there and has to be acknowledged', async () => {
    const harness = await armed()
    const ref = await harness.hold(entering(AAPL, 100), 100)
    harness.broker.tradeElsewhere(AAPL, -50, 96, { liquidation: true })
    await confirmed(harness)
    expect(harness.broker.order(orderRef(`${ref}-S`))).toMatchObject({ working: 49 })
    expect(differences(harness, 'liquidation')).toMatchObject([
      { message: 'The broker has closed a position by itself: SELL 50 shares of AAPL at 96.00.', acknowledged: false },
    ])
  })

  test('of everything leaves no stop that could open a position', async () => {
    const harness = await armed()
    await harness.hold(entering(AAPL, 100), 100)
    harness.broker.tradeElsewhere(AAPL, -99, 96, { liquidation: true })
    await confirmed(harness)
    expect(harness.broker.openReports()).toEqual([])
  })
})

describe('a fractional residue', () => {
  test('is shown and never sent', async () => {
    const harness = await armed()
    await harness.hold(entering(AAPL, 100), 100)
    harness.broker.setPosition(AAPL, 98.5, 100)
    await confirmed(harness)
    expect(seen(harness).foreignPositions).toMatchObject([{ symbol: 'AAPL', net: 98.5, own: 99 }])
    harness.command({ kind: 'flatten' })
    await confirmed(harness)
    expect(harness.seen('reduce').map(({ order }) => order.quantity)).toEqual([98])
  })

  test('of somebody else cannot be closed from here, and says why', async () => {
    const harness = await armed()
    harness.broker.setPosition(NVDA, 0.25, 200)
    await confirmed(harness)
    expect(seen(harness).foreignPositions).toMatchObject([
      { net: 0.25, inTheWay: expect.stringMatching(/0.25 shares of NVDA: less than one share is shown here/) },
    ])
    expect(harness.refusal({ kind: 'close-foreign', account: ACCOUNT, symbol: 'NVDA', limit: null })?.code).toBe(
      'fractional-residue',
    )
  })
})

describe('a foreign position', () => {
  test('is left alone by flatten, and closed when it is asked for, from the price of that moment on', async () => {
    const harness = await armed()
    harness.broker.setPosition(NVDA, 20, 150)
    await confirmed(harness)
    expect(harness.command({ kind: 'flatten' })).toMatchObject({ ok: true, value: { orders: [] } })
    expect(harness.seen('reduce')).toEqual([])
    expect(harness.refusal({ kind: 'close-foreign', account: ACCOUNT, symbol: 'NVDA', limit: null })).toBeNull()
    await harness.flush()
    expect(harness.facts('position-adopted')).toMatchObject([{ symbol: NVDA, shares: 20, price: 200 }])
    const [close] = harness.seen('reduce')
    expect(close?.order).toMatchObject({ role: 'close', action: 'SELL', quantity: 20, account: ACCOUNT })
    harness.broker.fill(close!.order.ref, 20, 199)
    await harness.settle()
    expect(harness.shares(NVDA)).toBe(0)
    expect([...harness.desk.state.holdings.values()].map(({ realised }) => realised)).toEqual([-2_000])
    await confirmed(harness)
    expect(seen(harness)).toMatchObject({ foreignPositions: [], differences: [] })
  })

  test('that is taken over leaves the engine its own position of the symbol, in another book', async () => {
    const harness = new Harness()
    await harness.begin()
    await harness.hold(entering(AAPL, 100), 100)
    const account = accountId('DU7654321')
    const { redeem } = harness.gate
    const broker = new ScriptedBroker({ redeem, account, now: harness.clock.marketClock.now })
    broker.setPosition(AAPL, 20, 90)
    harness.desk.addVenue({ book: { kind: 'account', account }, account, broker })
    await harness.flush()
    await harness.pass(2_000)
    const heard = harness.engineInputs.length
    expect(harness.refusal({ kind: 'close-foreign', account, symbol: 'AAPL', limit: null })).toBeNull()
    await harness.flush()
    const [close] = broker.seen.flatMap((request) => (request.kind === 'reduce' ? [request.order] : []))
    broker.fill(close!.ref, 20, 99)
    broker.deliver()
    await harness.flush()
    expect(sharesIn(harness.desk.state, { kind: 'account', account }, AAPL)).toBe(0)
    expect(harness.shares(AAPL)).toBe(99)
    expect(harness.engineInputs).toHaveLength(heard)
  })

  test('that is short is bought back', async () => {
    const harness = await armed()
    harness.broker.setPosition(NVDA, -7, 150)
    await confirmed(harness)
    harness.command({ kind: 'close-foreign', account: ACCOUNT, symbol: 'NVDA', limit: null })
    await harness.flush()
    expect(harness.seen('reduce').map(({ order }) => [order.action, order.quantity])).toEqual([['BUY', 7]])
  })

  test('beside one of our own waits until ours is closed', async () => {
    const harness = await armed()
    await harness.hold(entering(AAPL, 100), 100)
    harness.broker.setPosition(AAPL, 129, 100)
    await confirmed(harness)
    expect(harness.refusal({ kind: 'close-foreign', account: ACCOUNT, symbol: 'AAPL', limit: null })?.code).toBe(
      'own-position-open',
    )
    expect(seen(harness).foreignPositions).toMatchObject([
      { own: 99, net: 129, inTheWay: expect.stringMatching(/^We hold 99/) },
    ])
  })
})

describe('orders of others', () => {
  const foreign = (harness: Harness, ref: string | null) => ({
    ...harness.broker.openReports()[0]!,
    ref: ref === null ? null : orderRef(ref),
    permId: 77,
    client: 0,
    orderId: 0,
    parentId: null,
    pricing: { type: 'LMT', limit: price(90) } as const,
  })

  test('are listed, and left alone by STOP and flatten', async () => {
    const harness = await armed()
    await harness.enter(entering(AAPL, 100))
    harness.broker.foreignOrders.push(foreign(harness, null))
    await confirmed(harness)
    expect(seen(harness).foreignOrders).toMatchObject([{ permId: 77, symbol: 'AAPL', client: 0 }])
    expect(seen(harness).differences).toEqual([])
    harness.command({ kind: 'stop' })
    await harness.settle()
    expect(harness.seen('cancel')).toHaveLength(1)
  })

  test('under a reference like ours that we do not know have to be acknowledged', async () => {
    const harness = await armed()
    await harness.enter(entering(AAPL, 100))
    harness.broker.foreignOrders.push(foreign(harness, 'LOST-1'))
    await confirmed(harness)
    expect(differences(harness, 'unknown-order')).toMatchObject([
      { message: expect.stringMatching(/BUY 99 shares of AAPL \(LOST-1, Submitted\)/), acknowledged: false },
    ])
    acknowledgeAll(harness)
    expect(seen(harness).differences.every(({ acknowledged }) => acknowledged)).toBe(true)
  })
})

test('a trade under a reference that we do not know is told', async () => {
  const harness = await armed()
  harness.broker.tradeElsewhere(NVDA, 5, 200, { ref: orderRef('LOST-2') })
  await confirmed(harness)
  expect(differences(harness, 'unknown-fill')).toMatchObject([
    { message: 'There was a trade under the reference LOST-2, which we do not know: BUY 5 shares of NVDA at 200.00.' },
  ])
})

test('a broker that contradicts itself has to be acknowledged, and nothing more is entered', async () => {
  const harness = await armed()
  const ref = await harness.enter(entering(AAPL, 100))
  harness.broker.reject(ref)
  await harness.settle()
  harness.broker.tradeElsewhere(AAPL, 99, 100, { ref })
  await harness.settle()
  expect(differences(harness, 'contradiction')).toMatchObject([{ symbol: 'AAPL', acknowledged: false }])
  expect(harness.desk.state.tradingState).toBe('reducing')
})

describe('a correction that comes after its day', () => {
  test('is told and not counted: the books of that day are closed', async () => {
    const harness = await armed()
    const ref = await harness.hold(entering(AAPL, 100), 100)
    const [record] = harness.facts('execution')
    await harness.goTo(utcMs(harness.clock.market + DAY_MS))
    harness.desk.startDay({
      ...DAY,
      date: sessionDate('2024-11-16'),
      open: utcMs(DAY.open + DAY_MS),
      close: utcMs(DAY.close + DAY_MS),
    })
    const execution = record!.execution
    const again = { ref, symbol: AAPL, time: execution.time, shares: 90, cumulative: 90 }
    harness.broker.tradeElsewhere(AAPL, -9, 100, {
      ...again,
      execId: execution.execId.replace(/01$/, '02'),
      action: 'BUY',
    })
    await harness.settle()
    expect(harness.shares(AAPL)).toBe(99)
    expect(differences(harness, 'late-correction')).toMatchObject([
      {
        message:
          'A trade of an earlier day has been corrected: BUY 90 shares of AAPL at 100.00, it was 99 shares at 100.00.',
      },
    ])
  })

  test('the same execution, told again on the next day, is none', async () => {
    const harness = await armed()
    await harness.hold(entering(AAPL, 100), 100)
    harness.desk.startDay({ ...DAY, date: sessionDate('2024-11-16') })
    harness.broker.setConnection({ state: 'reconnecting', reason: 'The script says so.' })
    harness.broker.setConnection({ state: 'ready', reason: 'The script says so.' })
    await harness.flush()
    expect(harness.shares(AAPL)).toBe(99)
    expect(seen(harness).differences).toEqual([])
  })
})

test('what was found and acknowledged follows from the journal alone', async () => {
  const harness = await armed()
  await harness.hold(entering(AAPL, 100), 100)
  harness.broker.tradeElsewhere(AAPL, -30, 101)
  await confirmed(harness)
  acknowledgeAll(harness)
  await confirmed(harness)
  expect(restore(harness.journal.events())).toEqual(harness.desk.state)
})

test('the simulated book has nothing to be reconciled with', async () => {
  const harness = new Harness({ at: atMinute('2024-11-15', 10, 0) })
  await harness.begin()
  harness.broker.setPosition(AAPL, 40, 90)
  await confirmed(harness)
  expect(reconciliationView(harness.desk.view)).toEqual({ accounts: [] })
})
