import fc from 'fast-check'
import type { BrokerEvent } from '../../../src-main/broker/broker.ts'
import { averagePrice } from '../../../src-main/trading/ledger/holding.ts'
import { placeKey, waitingBrackets } from '../../../src-main/trading/state/desk-state.ts'
import { reconciliationView } from '../../../src-main/trading/views/reconciliation.ts'
import type { Ticker } from '../../../src-shared/domain/ids.ts'
import { price } from '../../../src-shared/domain/price.ts'
import { utcMs } from '../../../src-shared/domain/time.ts'
import { entering } from '../../unit/trading/harness.ts'
import { BEHAVIOURS } from './behaviours.ts'
import { TOKEN } from './cockpit.ts'
import { BrokenPromise, DeskModel } from './model.ts'
import { ACCOUNTS, SYMBOLS, THEIRS } from './outside.ts'
import { Picker } from './picker.ts'
import type { Step } from './trading-steps.ts'
import * as trading from './trading-steps.ts'
import { endOne, fillEntry, fillSome } from './world-steps.ts'

/** What we trade; the last symbol is left to others, and so is the second account. */
const [FIRST, SECOND, THEIR_SYMBOL] = SYMBOLS as readonly [Ticker, Ticker, Ticker]

const OUR_SYMBOLS = [FIRST, SECOND] as const
const [ACCOUNT, THEIR_ACCOUNT] = ACCOUNTS

/** A decision for one of our symbols, approved at once where it waits. */
const openOurs: Step = async (model, pick) => {
  const symbol = pick.of(OUR_SYMBOLS) ?? FIRST
  const at = utcMs(model.outside.clocks.market)
  const last = model.outside.price(symbol)
  model.decide(entering(symbol, last, { side: pick.once(3) ? 'short' : 'long', atr: last / 100, at, size: 0.01 }))
  for (const { ref, revision } of waitingBrackets(model.state)) model.command({ kind: 'approve', ref, revision })
  await fillEntry(model, pick)
}

/** Others trade beside us: on the same account in a symbol that is not ours, and on the other one in all of them. */
const othersTrade: Step = (model, pick) => {
  const { exchange } = model.outside.live
  const beside = pick.once(2)
  const orderId = exchange.nextOrderId(THEIRS)
  exchange.place({
    client: THEIRS,
    orderId,
    account: beside ? ACCOUNT : THEIR_ACCOUNT,
    symbol: beside ? THEIR_SYMBOL : (pick.of(SYMBOLS) ?? FIRST),
    action: 'BUY',
    quantity: 1 + pick.below(50),
    pricing: pick.once(3) ? { type: 'LMT', limit: price(1) } : { type: 'MKT' },
    timeInForce: { tif: 'DAY' },
    parentId: null,
    oca: null,
    outsideRegularHours: false,
    transmit: true,
    orderRef: '',
  })
  exchange.interventions.fill(THEIRS, orderId, { shares: 10 })
  model.count('trades of others')
}

const correctOurs: Step = (model, pick) => {
  const { exchange } = model.outside.live
  const record = pick.of(exchange.executions().filter(({ execution }) => execution.client !== THEIRS))
  if (record === undefined) return
  const { execId, shares, price: paid } = record.execution
  const corrected = Math.max(1, shares - pick.below(3))
  if (exchange.correct(execId, corrected, Math.round(paid * 100 + pick.below(9) - 4) / 100) !== null) {
    model.count('corrections')
  }
}

const moveOurs: Step = (model, pick) => {
  model.outside.move(pick.of(OUR_SYMBOLS) ?? FIRST, 1 + (pick.below(13) - 6) / 300)
  model.quoteAll()
}

const passSome: Step = async (model, pick) => {
  await model.pass(pick.of([100, 1_000, 2_100, 61_000]) ?? 100)
  model.quoteAll()
}

const ACTIONS: readonly Step[] = [
  openOurs,
  openOurs,
  openOurs,
  fillEntry,
  fillSome,
  fillSome,
  endOne,
  trading.moveStop,
  trading.closeOne,
  trading.modifyOne,
  trading.cancelOne,
  othersTrade,
  correctOurs,
  correctOurs,
  moveOurs,
  passSome,
]

/** What becomes of the messages that an action led to. */
const TREATMENTS = ['deliver', 'deliver', 'shuffle', 'repeat', 'drop', 'delay', 'hold'] as const

interface Reconciliation {
  readonly behaviour: number
  readonly steps: readonly (readonly [action: number, treatment: number, pick: number])[]
}

export const reconciliations = (): fc.Arbitrary<Reconciliation> =>
  fc.record({
    behaviour: fc.nat(BEHAVIOURS - 1),
    steps: fc.array(fc.tuple(fc.nat(ACTIONS.length - 1), fc.nat(TREATMENTS.length - 1), fc.nat(1_000_000)), {
      minLength: 6,
      maxLength: 24,
      size: 'max',
    }),
  })

/** Messages that have not come, and may come yet. */
class Post {
  private readonly late: BrokerEvent[] = []
  private readonly model: DeskModel

  constructor(model: DeskModel) {
    this.model = model
    model.outside.live.wire.slow = true
  }

  async treat(treatment: (typeof TREATMENTS)[number], pick: Picker): Promise<void> {
    const { wire } = this.model.outside.live
    switch (treatment) {
      case 'hold':
        return
      case 'drop':
      case 'delay': {
        const gone = wire.outbox.splice(pick.below(wire.outbox.length + 1), 1 + pick.below(6))
        if (gone.length > 0) this.model.count(treatment === 'drop' ? 'dropped' : 'delayed', gone.length)
        if (treatment === 'delay') this.late.push(...gone)
        return
      }
      case 'shuffle':
        while (wire.outbox.length > 0) wire.deliverOne(pick.below(wire.outbox.length), false)
        break
      case 'repeat':
        for (const event of [...wire.outbox]) if (pick.once(2)) wire.outbox.push(event)
        wire.deliver()
        break
      default:
        wire.deliver()
    }
    await this.model.flush()
  }

  /** What was held back for all this time comes now, the newest first. */
  async deliverLate(): Promise<number> {
    const { wire } = this.model.outside.live
    const late = this.late.splice(0).reverse()
    wire.outbox.push(...late)
    wire.deliver()
    await this.model.flush()
    return late.length
  }
}

/**
 * Plays what happens on an account, with messages shuffled, repeated, dropped and delayed, then reconciles and compares
 * our books with the broker's: quantity, average price, realised profit, commissions. Then it reconciles again, in
 * which nothing may be new, lets the delayed messages come, and does all of that once more.
 * @throws BrokenPromise
 */
export async function reconcileOnce({ behaviour, steps }: Reconciliation): Promise<DeskModel['tally']> {
  const model = new DeskModel(behaviour, false)
  await model.begin()
  const dialog = { token: TOKEN, minutes: 60, typedAccount: null, heldMs: null, automaticApproval: false }
  model.require(model.cockpit.arming.arm({ account: ACCOUNT, ...dialog }).ok, 'it cannot be armed')
  model.armed.armed(ACCOUNT, dialog.minutes)
  const post = new Post(model)
  for (const [action, treatment, number] of steps) {
    const pick = new Picker(number)
    await ACTIONS[action]?.(model, pick)
    await post.treat(TREATMENTS[treatment] ?? 'deliver', pick)
  }
  await reconcile(model)
  compareBooks(model)
  const before = model.outside.journal.events.length
  await reconcile(model)
  nothingNew(model, before, 'a second pass')
  // How an order stood may be told late, and is believed until the broker is asked; what was traded never counts twice.
  await post.deliverLate()
  compareBooks(model)
  await reconcile(model)
  compareBooks(model)
  const after = model.outside.journal.events.length
  await reconcile(model)
  nothingNew(model, after, 'a second pass after late messages')
  return model.tally
}

/** Asks until the broker has been asked everything and has nothing more to say. */
async function reconcile(model: DeskModel): Promise<void> {
  for (let round = 0; round < 4; round++) {
    model.command({ kind: 'reconcile' })
    await model.settle()
    await model.pass(6_000)
    await model.settle()
  }
  const [account] = reconciliationView(model.desk.view).accounts
  model.require(account?.reconciled === true, 'it does not count as reconciled')
}

function nothingNew({ outside }: DeskModel, before: number, what: string): void {
  const facts = outside.journal.events.slice(before).filter(({ kind }) => kind !== 'command-answered')
  if (facts.length > 0) throw new BrokenPromise(`${what} led to ${JSON.stringify(facts.slice(0, 3))}`)
}

function compareBooks(model: DeskModel): void {
  const { exchange } = model.outside.live
  const { state } = model
  const book = { kind: 'account', account: ACCOUNT } as const
  let [realised, commissions] = [0, 0]
  for (const symbol of OUR_SYMBOLS) {
    const holding = state.holdings.get(placeKey(book, symbol))
    const theirs = exchange.position(ACCOUNT, symbol)
    const shares = holding?.shares ?? 0
    model.require(
      shares === theirs.shares,
      () => `${symbol}: ${shares} shares in our books, ${theirs.shares} in theirs`,
    )
    const average = holding === undefined ? 0 : Math.abs(averagePrice(holding))
    model.require(
      Math.abs(average - theirs.averagePrice) < 1e-9,
      () => `${symbol}: ${average} dollars on average in our books, ${theirs.averagePrice} in theirs`,
    )
    realised += holding?.realised ?? 0
    commissions += holding?.commissions ?? 0
  }
  const values = exchange.accountValues(ACCOUNT)
  const paid = exchange
    .executions()
    .filter(({ execution }) => execution.client === THEIRS && execution.account === ACCOUNT)
    .reduce((cents, { commission }) => cents + Math.round((commission?.commission ?? 0) * 100), 0)
  const [earned, cost] = [Math.round(values.realised * 100), Math.round(values.commissions * 100) - paid]
  model.require(realised === earned, () => `${realised} cents realised in our books, ${earned} in theirs`)
  model.require(commissions === cost, () => `${commissions} cents of commissions in our books, ${cost} in theirs`)
}
