import type { OrderRef } from '../../../src-shared/domain/ids.ts'
import { isOver } from '../../../src-shared/domain/order-state.ts'
import { signOf } from '../../../src-shared/domain/vote.ts'
import type { CommandAnswer } from '../commands.ts'
import { type DeskContext, venueOf } from '../desk-context.ts'
import { canAsk } from '../exits/world.ts'
import type { LedgerOrder } from '../ledger/ledger-order.ts'
import { type Refusal, refusal } from '../risk/refusals.ts'
import { amend } from '../staging/amend.ts'
import { tighterStop } from '../staging/anchor.ts'
import { checkPrice } from '../staging/prices.ts'
import { findOrder, placeKey, type Trade } from '../state/desk-state.ts'
import { away, type CommandOf, doneTo, orRefuse, refuse } from './outcome.ts'
import { decline } from './waiting.ts'

/** A cancel is wanted until the order is over, also while the broker is away. */
export function cancel(desk: DeskContext, ref: string): CommandAnswer {
  const known = findOrder(desk.state, ref as OrderRef)
  if (known === undefined) return cancelUnknown(desk, ref)
  const { state, parent } = known.order
  if (isOver(state)) return refuse(refusal('order-over', { ref, state }))
  if (state === 'staged') return decline(desk, parent ?? ref)
  if (known.cancelWanted === null) desk.record({ kind: 'cancel-wanted', ref: known.order.ref, reason: 'asked for' })
  return doneTo(ref)
}

/** An order under our kind of reference that our books do not have: it can be ended as long as its broker lets us. */
function cancelUnknown(desk: DeskContext, ref: string): CommandAnswer {
  for (const venue of desk.venues) {
    const report = venue.watch.foreign.find((each) => each.ref === ref)
    if (report?.ref == null) continue
    if (!canAsk(venue)) return refuse(away(venue))
    const sent = venue.broker.cancel(report.ref)
    venue.watch.wantSurvey()
    return sent.ok ? doneTo(ref) : refuse(refusal('broker-refused', { message: sent.error.message }))
  }
  return refuse(refusal('unknown-order', { ref }))
}

/** Another price or quantity of an order that works: of an entry through the door, of stop and target as they may go. */
export function modify(desk: DeskContext, { ref, change }: CommandOf<'modify'>): CommandAnswer {
  const known = findOrder(desk.state, ref as OrderRef)
  if (known === undefined) return refuse(refusal('unknown-order', { ref }))
  const { state, role } = known.order
  if (isOver(state) || state === 'staged') return refuse(refusal('cannot-change', { ref, state }))
  const given = Object.entries(change).flatMap(([name, value]) => (value === undefined ? [] : [name]))
  if (given.length === 0) return refuse(refusal('bad-command', { problem: 'nothing is changed' }))
  const wrong = given.find((name) => !CHANGEABLE[role].includes(name))
  if (wrong !== undefined) {
    const can = CHANGEABLE[role].join(' and ') || 'nothing'
    return refuse(refusal('bad-command', { problem: `of the ${role} ${can} can be changed, its ${wrong} cannot` }))
  }
  switch (role) {
    case 'entry':
      return orRefuse(amend(desk, known, change), ref)
    case 'stop':
      return orRefuse(moveStop(desk, known, change.stop ?? Number.NaN), ref)
    default:
      return orRefuse(moveTarget(desk, known, change.limit ?? Number.NaN), ref)
  }
}

const CHANGEABLE: Readonly<Record<LedgerOrder['order']['role'], readonly string[]>> = {
  entry: ['quantity', 'limit'],
  stop: ['stop'],
  target: ['limit'],
  close: [],
}

/** The position that an order protects or takes the profit of. */
function tradeOf(desk: DeskContext, { order }: LedgerOrder): Trade | Refusal {
  const { book, symbol, ref, state } = order
  if (!canChangeLevel(state)) return refusal('cannot-change', { ref, state })
  const venue = venueOf(desk, book)
  if (venue === undefined || !canAsk(venue)) return away(venue)
  return desk.state.trades.get(placeKey(book, symbol)) ?? refusal('no-position', { symbol })
}

const canChangeLevel = (state: LedgerOrder['order']['state']): boolean =>
  ['acknowledged', 'partially-filled', 'pending-modify', 'modify-rejected', 'cancel-rejected'].includes(state)

/** @param side on which of `limit` the value has to lie. */
function refuseSide(name: string, value: number, { side }: Trade, limit: number, above: boolean): Refusal | null {
  const isRight = above ? value > limit : value < limit
  return isRight ? null : refusal('wrong-side', { name, value, side, than: above ? 'above' : 'below', limit })
}

function moveStop(desk: DeskContext, known: LedgerOrder, value: number): Refusal | null {
  const trade = tradeOf(desk, known)
  if ('code' in trade) return trade
  const { book, symbol } = known.order
  const tick = desk.tickOf(symbol)
  if (tick === null) return refusal('no-tick', { symbol })
  const stop = checkPrice('stop', value, tick)
  if (!stop.ok) return stop.error
  if (stop.value === trade.stop || tighterStop(trade.side, trade.stop, stop.value) === trade.stop) {
    return refusal('would-loosen', { symbol, from: trade.stop, to: stop.value })
  }
  const last = desk.quotes.price(symbol)
  const wrong = last === null ? null : refuseSide('stop', stop.value, trade, last, trade.side === 'short')
  if (wrong !== null) return wrong
  desk.record({ kind: 'stop-wanted', book, symbol, stop: stop.value })
  return null
}

function moveTarget(desk: DeskContext, known: LedgerOrder, value: number): Refusal | null {
  const trade = tradeOf(desk, known)
  if ('code' in trade) return trade
  const { book, symbol } = known.order
  const tick = desk.tickOf(symbol)
  if (tick === null) return refusal('no-tick', { symbol })
  const target = checkPrice('target', value, tick)
  if (!target.ok) return target.error
  const sign = signOf(trade.side)
  const last = desk.quotes.price(symbol) ?? trade.stop
  const nearest = sign * Math.max(sign * last, sign * trade.stop)
  const wrong = refuseSide('target', target.value, trade, nearest, trade.side === 'long')
  if (wrong !== null) return wrong
  desk.record({ kind: 'target-wanted', book, symbol, target: target.value })
  return null
}
