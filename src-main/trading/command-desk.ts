import { sameBook } from '../../src-shared/domain/book.ts'
import { isTicker, type OrderRef } from '../../src-shared/domain/ids.ts'
import { isOver } from '../../src-shared/domain/order-state.ts'
import type { Price } from '../../src-shared/domain/price.ts'
import { type CommandAnswer, commandText, type OrderOutcome, type TradingCommand } from './commands.ts'
import type { ActiveVenue, DeskContext } from './desk-context.ts'
import { isRegularHours } from './exits/closing.ts'
import { workingEntries } from './exits/end-of-day.ts'
import { canAsk } from './exits/world.ts'
import { refuseEntry } from './risk/entry-check.ts'
import { type Refusal, refusal } from './risk/refusals.ts'
import { findWaiting } from './staging/approval.ts'
import { approve, enterByHand, groundOf } from './staging/entries.ts'
import { editPlan } from './staging/plan.ts'
import { checkPrice } from './staging/prices.ts'
import { shapeOf } from './staging/stage.ts'
import { findOrder, openHoldings, placeKey, waitingBrackets } from './state/desk-state.ts'

const MOST_ID_LENGTH = 64

type CommandOf<Kind extends TradingCommand['kind']> = Extract<TradingCommand, { kind: Kind }>

const refuse = (error: Refusal): CommandAnswer => ({ ok: false, error })
const done = (...orders: readonly OrderOutcome[]): CommandAnswer => ({ ok: true, value: { orders } })
const doneTo = (ref: string): CommandAnswer => done({ ref, refusal: null })

/**
 * Answers a command: does what it asks for, once. The same command again gets the same answer, another one under the
 * same id is refused.
 */
export function answerCommand(desk: DeskContext, command: TradingCommand): CommandAnswer {
  const { id } = command
  if (id.length === 0 || id.length > MOST_ID_LENGTH) {
    const problem = `its id has ${id.length} characters, 1 to ${MOST_ID_LENGTH} are possible`
    return refuse(refusal('bad-command', { problem }))
  }
  const text = commandText(command)
  const known = desk.state.answers.get(id)
  if (known !== undefined) return known.text === text ? known.answer : refuse(refusal('command-reused', { id }))
  const answer = obey(desk, command)
  desk.record({ kind: 'command-answered', id, text, answer })
  return answer
}

function obey(desk: DeskContext, command: TradingCommand): CommandAnswer {
  switch (command.kind) {
    case 'stage':
      return stage(desk, command)
    case 'edit':
      return edit(desk, command)
    case 'approve': {
      const refused = approveShown(desk, command)
      return refused === null ? doneTo(command.ref) : refuse(refused)
    }
    case 'decline':
      return decline(desk, command.ref)
    case 'approve-all':
      if (command.shown.length === 0) return refuse(refusal('nothing-waits'))
      return done(...command.shown.map((shown) => ({ ref: shown.ref, refusal: approveShown(desk, shown) })))
    case 'decline-all':
      return declineAll(desk)
    case 'cancel':
      return cancel(desk, command.ref)
    case 'close':
      return close(desk, command)
    case 'flatten':
      return flatten(desk)
    case 'stop':
      return stop(desk)
    case 'set-trading-state':
      desk.record({ kind: 'trading-state-changed', state: command.state, reason: 'asked for' })
      return command.state === 'active' ? done() : done(...endEntries(desk, `trading is ${command.state}`))
    case 'set-automatic-approval':
      if (command.on && desk.state.mode !== 'dry-run') return refuse(refusal('live-closed'))
      desk.record({ kind: 'automatic-approval-changed', on: command.on, reason: 'asked for' })
      return done()
    case 'set-mode':
      desk.record({ kind: 'mode-changed', mode: command.mode, reason: 'asked for' })
      return done()
  }
}

function stage(desk: DeskContext, command: CommandOf<'stage'>): CommandAnswer {
  const { symbol } = command
  if (!isTicker(symbol)) return refuse(refusal('bad-command', { problem: `${JSON.stringify(symbol)} is not a symbol` }))
  const { side, quantity, limit, stop, target } = command
  const staged = enterByHand(desk, { symbol, side, quantity, limit, stop, target })
  return staged.ok ? doneTo(staged.value.ref) : refuse(staged.error)
}

function edit(desk: DeskContext, { ref, revision, change }: CommandOf<'edit'>): CommandAnswer {
  const found = findWaiting(desk.state, ref, revision)
  if (!found.ok) return refuse(found.error)
  const staged = found.value
  if (Object.values(change).every((value) => value === undefined)) {
    return refuse(refusal('bad-command', { problem: 'nothing is changed' }))
  }
  const plan = editPlan(staged, change)
  if (!plan.ok) return refuse(plan.error)
  const venue = desk.venues.find(({ book }) => sameBook(book, staged.book))
  if (venue === undefined) return refuse(refusal('unknown-order', { ref }))
  const refused = refuseEntry(shapeOf(staged, plan.value), groundOf(desk, venue, staged.symbol))
  if (refused !== null) return refuse(refused)
  desk.record({ kind: 'order-edited', ref: staged.ref, revision: staged.revision + 1, plan: plan.value })
  return doneTo(ref)
}

function approveShown(
  desk: DeskContext,
  { ref, revision }: { readonly ref: string; readonly revision: number },
): Refusal | null {
  const found = findWaiting(desk.state, ref, revision)
  return found.ok ? approve(desk, found.value, 'trader') : found.error
}

function decline(desk: DeskContext, ref: string): CommandAnswer {
  const found = findWaiting(desk.state, ref, null)
  if (!found.ok) return refuse(found.error)
  desk.record({ kind: 'order-declined', ref: found.value.ref })
  return doneTo(ref)
}

function declineAll(desk: DeskContext): CommandAnswer {
  const waiting = waitingBrackets(desk.state)
  if (waiting.length === 0) return refuse(refusal('nothing-waits'))
  for (const { ref } of waiting) desk.record({ kind: 'order-declined', ref })
  return done(...waiting.map(({ ref }) => ({ ref, refusal: null })))
}

/** A cancel is wanted until the order is over, also while the broker is away. */
function cancel(desk: DeskContext, ref: string): CommandAnswer {
  const known = findOrder(desk.state, ref as OrderRef)
  if (known === undefined) return refuse(refusal('unknown-order', { ref }))
  const { state, parent } = known.order
  if (isOver(state)) return refuse(refusal('order-over', { ref, state }))
  if (state === 'staged') return decline(desk, parent ?? ref)
  if (known.cancelWanted === null) desk.record({ kind: 'cancel-wanted', ref: known.order.ref, reason: 'asked for' })
  return doneTo(ref)
}

const away = ({ connection }: ActiveVenue): Refusal => refusal('broker-away', { reason: connection.reason })

function close(desk: DeskContext, { book, symbol, limit }: CommandOf<'close'>): CommandAnswer {
  const venue = desk.venues.find((each) => sameBook(each.book, book))
  const holding = openHoldings(desk.state).find((each) => each.symbol === symbol && sameBook(each.book, book))
  if (venue === undefined || holding === undefined) return refuse(refusal('no-position', { symbol }))
  if (!canAsk(venue)) return refuse(away(venue))
  const regular = isRegularHours(desk.state, { now: desk.now() })
  if (!regular && limit === null) return refuse(refusal('outside-hours', { symbol }))
  let price: Price | null = null
  if (!regular && limit !== null) {
    const tick = desk.tickOf(holding.symbol)
    if (tick === null) return refuse(refusal('no-tick', { symbol }))
    const checked = checkPrice('limit', limit, tick)
    if (!checked.ok) return refuse(checked.error)
    price = checked.value
  }
  desk.record({ kind: 'close-wanted', book, symbol: holding.symbol, reason: 'asked for', limit: price })
  return doneTo(placeKey(book, holding.symbol))
}

/** Closes our own positions. What cannot be asked for now is not kept for later: it says so. */
function flatten(desk: DeskContext): CommandAnswer {
  const outcomes: OrderOutcome[] = []
  for (const { book, symbol } of openHoldings(desk.state)) {
    const venue = desk.venues.find((each) => sameBook(each.book, book))
    const ref = placeKey(book, symbol)
    if (venue === undefined || !canAsk(venue)) {
      const reason = venue?.connection.reason ?? 'there is none for this book.'
      outcomes.push({ ref, refusal: refusal('broker-away', { reason }) })
    } else if (!isRegularHours(desk.state, { now: desk.now() })) {
      outcomes.push({ ref, refusal: refusal('outside-hours', { symbol }) })
    } else {
      desk.record({ kind: 'close-wanted', book, symbol, reason: 'everything is closed', limit: null })
      outcomes.push({ ref, refusal: null })
    }
  }
  return done(...outcomes)
}

/** Ends our entries that are out, in all books. */
function endEntries(desk: DeskContext, reason: string): OrderOutcome[] {
  const entries = desk.venues.flatMap(({ book }) => workingEntries(desk.state, book))
  for (const { order } of entries) desk.record({ kind: 'cancel-wanted', ref: order.ref, reason })
  return entries.map(({ order }) => ({ ref: order.ref, refusal: null }))
}

/** STOP: disarms, ends what waits and cancels our entries. Stops and targets stay, and so do foreign orders. */
function stop(desk: DeskContext): CommandAnswer {
  const { mode, automaticApproval } = desk.state
  if (mode !== 'dry-run') desk.record({ kind: 'mode-changed', mode: 'dry-run', reason: 'STOP' })
  else if (automaticApproval) desk.record({ kind: 'automatic-approval-changed', on: false, reason: 'STOP' })
  for (const { ref } of waitingBrackets(desk.state)) desk.record({ kind: 'order-expired', ref, reason: 'stop' })
  return done(...endEntries(desk, 'STOP'))
}
