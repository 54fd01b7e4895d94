import type { LedgerOrder } from '../../../src-main/trading/ledger/ledger-order.ts'
import { openHoldings, waitingBrackets } from '../../../src-main/trading/state/desk-state.ts'
import { sameBook } from '../../../src-shared/domain/book.ts'
import { type Ticker, ticker } from '../../../src-shared/domain/ids.ts'
import { utcMs } from '../../../src-shared/domain/time.ts'
import { entering, exiting } from '../../unit/trading/harness.ts'
import type { DeskModel } from './model.ts'
import { SYMBOLS } from './outside.ts'
import type { Picker } from './picker.ts'

export type Step = (model: DeskModel, pick: Picker) => void | Promise<void>

const FIRST = ticker('AAPL')

export const pickSymbol = (pick: Picker): Ticker => pick.of(SYMBOLS) ?? FIRST

const now = (model: DeskModel) => utcMs(model.outside.clocks.market)

export const decideEntry: Step = (model, pick) => {
  const symbol = pickSymbol(pick)
  const side = pick.once(3) ? 'short' : 'long'
  const price = model.outside.price(symbol)
  model.decide(entering(symbol, price, { side, atr: price / 100, at: now(model), size: 0.02 }))
}

export const approveOne: Step = (model, pick) => {
  const staged = pick.of(waitingBrackets(model.state))
  if (staged === undefined) return
  model.command({ kind: 'approve', ref: staged.ref, revision: staged.revision + (pick.once(8) ? 1 : 0) })
}

export const approveAll: Step = (model, pick) => {
  const shown = waitingBrackets(model.state).map(({ ref, revision }) => ({ ref, revision }))
  if (pick.once(6)) model.command({ kind: 'decline-all' })
  else model.command({ kind: 'approve-all', shown })
}

export const editOne: Step = (model, pick) => {
  const staged = pick.of(waitingBrackets(model.state))
  if (staged === undefined) return
  const { plan, ref, revision, symbol } = staged
  if (pick.once(5)) {
    model.command({ kind: 'decline', ref })
    return
  }
  const price = model.outside.price(symbol)
  const values = [0, -1, Number.NaN, 1e12, 1, 5, plan.quantity, plan.stop, plan.target, price]
  const change = {
    ...(pick.once(2) ? { quantity: values[pick.below(7)] ?? 1 } : {}),
    ...(pick.once(3) ? { limit: (values[pick.below(10)] ?? 1) + pick.below(3) / 200 } : {}),
    ...(pick.once(3) ? { stop: (values[pick.below(10)] ?? 1) - 0.01 } : {}),
  }
  model.command({ kind: 'edit', ref, revision, change })
}

export const moveStop: Step = (model, pick) => {
  const trade = pick.of([...model.state.trades.values()])
  if (trade === undefined) return
  const price = trade.stop + (pick.below(60) - 20) / 100
  const { symbol } = trade
  model.decide(exiting(symbol, { kind: 'moveStop', price }, model.outside.price(symbol), now(model)))
}

export const closeNow: Step = (model, pick) => {
  const symbol = pickSymbol(pick)
  const exit = { kind: 'closeNow', reason: 'the script says so' } as const
  model.decide(exiting(symbol, exit, model.outside.price(symbol), now(model)))
}

/** A cancel of an order that is out is handed over at once, when it can be; otherwise it stays wanted. */
export const cancelOne: Step = (model, pick) => {
  const known = pick.of([...model.state.live.values()])
  if (known === undefined) return
  const { ref, state, book } = known.order
  const { wire } = model.outside.sideOf(book)
  const { state: connection } = wire.connection()
  const reachable = connection === 'ready' || connection === 'degraded'
  const free = reachable && wire.refuseNext.cancel === undefined && known.cancelWanted === null
  const before = wire.handed.length
  const answer = model.command({ kind: 'cancel', ref })
  if (state === 'staged') return
  model.require(answer.ok, () => `the cancel of ${ref} (${state}) was refused: ${JSON.stringify(answer)}`)
  const wanted = !model.isOut(ref) || model.state.live.get(ref)?.cancelWanted != null
  model.require(wanted, `the end of ${ref} stays wanted`)
  if (!free || !isThere(model, known.order)) return
  const handed = wire.handed.slice(before).some((request) => request.kind === 'cancel' && request.ref === ref)
  model.require(handed || state === 'pending-cancel', `the cancel of ${ref} (${state}) was not handed to the broker`)
}

/** Whether the broker has the order at all. */
function isThere(model: DeskModel, { book, ref, account }: LedgerOrder['order']): boolean {
  return model.outside
    .sideOf(book)
    .truth.open(account)
    .some((report) => report.ref === ref)
}

export const stageByHand: Step = (model, pick) => {
  const symbol = pickSymbol(pick)
  const limit = model.outside.price(symbol)
  const quantity = [10, 100, 101, 0, 10.5][pick.below(5)] ?? 10
  const bracket = { symbol, side: 'long', quantity, limit, stop: limit - 1, target: limit + 2 } as const
  const staged = waitingBrackets(model.state).length
  if (pick.once(2)) model.command({ kind: 'stage', ...bracket })
  else model.command({ kind: 'place', ...bracket, mode: pick.once(2) ? 'dry-run' : 'live' })
  if (waitingBrackets(model.state).length > staged) model.count('staged by hand')
}

/** Another limit or quantity of a working entry, another level of a child. */
export const modifyOne: Step = (model, pick) => {
  const known = pick.of([...model.state.live.values()])
  if (known === undefined) return
  const { ref, role, symbol, quantity } = known.order
  const price = model.outside.price(symbol)
  if (role === 'stop') {
    model.command({
      kind: 'modify',
      ref,
      change: { stop: Math.round((price + (pick.below(40) - 20) / 10) * 100) / 100 },
    })
    return
  }
  const limit = Math.round((price + (pick.below(40) - 20) / 20) * 100) / 100
  const change = role === 'entry' && pick.once(2) ? { quantity: quantity + pick.below(40) - 30 } : { limit }
  model.command({ kind: 'modify', ref, change })
}

export const closeOne: Step = (model, pick) => {
  const holding = pick.of(openHoldings(model.state))
  if (holding === undefined) return
  const { book, symbol } = holding
  model.command({ kind: 'close', book, symbol, limit: pick.once(3) ? model.outside.price(symbol) : null })
}

export const flatten: Step = (model) => {
  const reachable = openHoldings(model.state).filter(({ book }) =>
    ['ready', 'degraded'].includes(model.outside.sideOf(book).wire.connection().state),
  )
  model.command({ kind: 'flatten' })
  if (!model.isRegular) return
  for (const { book, symbol } of reachable) {
    const closing = openHoldings(model.state).every(
      (each) => each.symbol !== symbol || !sameBook(each.book, book) || model.isClosing(book, symbol),
    )
    model.require(closing, `flatten left ${symbol} open`)
  }
}

/** STOP disarms, ends what waits, and cancels every entry that can be reached. */
export const stop: Step = (model) => {
  const answer = model.command({ kind: 'stop' })
  model.require(answer.ok, 'STOP was refused')
  model.require(model.state.mode === 'dry-run', 'STOP left it armed')
  model.require(waitingBrackets(model.state).length === 0, 'STOP left a card')
  for (const { order, cancelWanted } of model.state.live.values()) {
    if (order.role === 'entry') model.require(cancelWanted !== null, `STOP left the entry ${order.ref}`)
  }
}

const STATES = ['active', 'active', 'active', 'reducing', 'halted'] as const
export const setTradingState: Step = (model, pick) => {
  model.command({ kind: 'set-trading-state', state: pick.of(STATES) ?? 'active' })
}

export const setAutomatic: Step = (model, pick) => {
  const on = !pick.once(3)
  const answer = model.command({ kind: 'set-automatic-approval', on })
  if (answer.ok) model.automatic = on
  const live = model.state.mode !== 'dry-run'
  model.require(!(live && on && answer.ok), 'automatic approval was switched on in live without arming')
}

export const repeatCommand: Step = (model) => model.repeatCommand()
