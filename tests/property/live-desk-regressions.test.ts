import { expect, test } from 'vitest'
import { eventsOf } from '../../src-main/trading/ledger/broker-says.ts'
import { emptyHolding, withFill } from '../../src-main/trading/ledger/holding.ts'
import { stopRef } from '../../src-main/trading/staging/bracket-orders.ts'
import { findOrder, waitingBrackets } from '../../src-main/trading/state/desk-state.ts'
import { reconciliationView } from '../../src-main/trading/views/reconciliation.ts'
import { type OrderRef, ticker } from '../../src-shared/domain/ids.ts'
import { isOver } from '../../src-shared/domain/order-state.ts'
import { quantity } from '../../src-shared/domain/quantity.ts'
import { utcMs } from '../../src-shared/domain/time.ts'
import type { Side } from '../../src-shared/domain/vote.ts'
import { TOKEN } from '../support/desk-model/cockpit.ts'
import { DeskModel } from '../support/desk-model/model.ts'
import { ACCOUNTS, THEIRS } from '../support/desk-model/outside.ts'
import { entering } from '../unit/trading/harness.ts'

const [ACCOUNT] = ACCOUNTS
const AAPL = ticker('AAPL')
const BOOK = { kind: 'account', account: ACCOUNT } as const
/** Of what is believed: what was not transmitted stays when its client goes. */
const KEEPS_HELD_CHAINS = 8

/** An armed desk. */
async function armed(behaviour = 0): Promise<DeskModel> {
  const model = new DeskModel(behaviour, true)
  await model.begin()
  const dialog = { token: TOKEN, minutes: 60, typedAccount: null, heldMs: null, automaticApproval: false }
  const answer = model.cockpit.arming.arm({ account: ACCOUNT, ...dialog })
  expect(answer).toEqual({ ok: true, value: null })
  model.armed.armed(ACCOUNT, dialog.minutes)
  return model
}

/** @returns the entry's reference. */
function enter(model: DeskModel, side: Side = 'long'): OrderRef {
  const last = model.outside.price(AAPL)
  model.decide(entering(AAPL, last, { side, atr: last / 100, at: utcMs(model.outside.clocks.market) }))
  const [staged] = waitingBrackets(model.state)
  if (staged === undefined) throw new Error('nothing waits')
  expect(model.command({ kind: 'approve', ref: staged.ref, revision: staged.revision })).toMatchObject({ ok: true })
  return staged.ref
}

/** @returns the entry's reference. */
async function hold(model: DeskModel): Promise<OrderRef> {
  const ref = enter(model)
  await model.settle()
  const { exchange, truth } = model.outside.live
  const report = truth.open(ACCOUNT).find((each) => each.ref === ref)
  exchange.interventions.fill(1, report?.orderId ?? 0)
  await model.goOn()
  return ref
}

function othersTrade(model: DeskModel, action: 'BUY' | 'SELL', quantity: number): void {
  const { exchange } = model.outside.live
  const orderId = exchange.nextOrderId(THEIRS)
  const order = { account: ACCOUNT, symbol: AAPL, action, quantity, pricing: { type: 'MKT' } } as const
  exchange.place({
    ...{ client: THEIRS, orderId, ...order, timeInForce: { tif: 'DAY' } },
    ...{ parentId: null, oca: null, outsideRegularHours: false, transmit: true, orderRef: '' },
  })
}

const isReconciled = (model: DeskModel): boolean | undefined =>
  reconciliationView(model.desk.view).accounts.find(({ account }) => account === ACCOUNT)?.reconciled

test('a working short entry gets no better price for more dollars than a position may have', async () => {
  const model = await armed()
  const ref = enter(model, 'short')
  await model.settle()
  const limit = model.outside.price(AAPL) + 0.2
  expect(model.command({ kind: 'modify', ref, change: { limit } })).toMatchObject({
    error: { code: 'position-dollars' },
  })
})

test('an entry that never left whole is given up after two queries, also when its end is wanted', async () => {
  const model = await armed(KEEPS_HELD_CHAINS)
  const { broker, wire } = model.outside.live
  broker.breakNextChain(2)
  const ref = enter(model)
  await model.goOn()
  broker.setConnection({ state: 'ready', reason: 'It is back.' })
  wire.slow = true
  model.command({ kind: 'cancel', ref })
  await model.goOn()
  for (let second = 0; second < 10; second++) await model.pass(1_000)
  expect(isOver(findOrder(model.state, ref)?.order.state ?? 'staged')).toBe(true)
  expect(wire.asked).toBeLessThan(200)
})

test('a position that loses its stop while queries were failing does not wait for their patience', async () => {
  const model = await armed()
  const entry = await hold(model)
  const { wire, exchange, truth } = model.outside.live
  wire.mute = true
  await model.pass(181_000)
  wire.mute = false
  const stop = truth.open(ACCOUNT).find(({ ref }) => ref === stopRef(entry))
  exchange.cancel(1, stop?.orderId ?? 0)
  exchange.liquidate(ACCOUNT, AAPL, 10)
  await model.goOn()
  await model.pass(3_000)
  const own = wire.handed.filter((handed) => handed.kind === 'reduce' && handed.order.role === 'stop')
  expect(own).toMatchObject([{ order: { quantity: truth.net(ACCOUNT, AAPL) } }])
})

test('shares of others that came and went leave nothing that stands in the way of arming', async () => {
  const model = await armed()
  othersTrade(model, 'BUY', 10)
  await model.goOn()
  othersTrade(model, 'SELL', 10)
  await model.goOn()
  for (let second = 0; second < 5; second++) await model.pass(1_000)
  expect(isReconciled(model)).toBe(true)
})

test('trades of one moment lead to the same books in whatever order they come', () => {
  const time = utcMs(1_731_682_800_000)
  const fills = [
    { base: 'x.01', time, shares: 48, price: 50.05 },
    { base: 'x.02', time, shares: 51, price: 50.01 },
    { base: 'x.03', time, shares: -48, price: 52.05 },
  ]
  const [first, second, third] = fills as [(typeof fills)[0], (typeof fills)[0], (typeof fills)[0]]
  const empty = emptyHolding(BOOK, AAPL)
  const inOrder = [first, second, third].reduce(withFill, empty)
  expect([third, first, second].reduce(withFill, empty)).toEqual(inOrder)
  expect([first, third, second].reduce(withFill, empty)).toEqual(inOrder)
})

test('an order whose change was not taken is not over when it has filled for what the change would have left', async () => {
  const model = await armed()
  const entry = await hold(model)
  const known = findOrder(model.state, stopRef(entry))
  const report = known?.report
  if (known === undefined || report == null) throw new Error('the stop is not known')
  const asked = { quantity: quantity(10) }
  const changing = { ...known, asked, order: { ...known.order, ...asked, state: 'pending-cancel' as const } }
  const said = { ...report, status: 'PendingCancel' as const, filled: 39, remaining: report.quantity - 39 }
  expect(eventsOf(changing, said, utcMs(0))).toEqual(['fill-part'])
})
