import type { OrderRequest } from '../../../src-shared/domain/authorisation.ts'
import type { Price } from '../../../src-shared/domain/price.ts'
import { signOf } from '../../../src-shared/domain/vote.ts'
import { type DeskContext, venueOf } from '../desk-context.ts'
import { canChangeAgain } from '../exits/grow.ts'
import { canAsk } from '../exits/world.ts'
import type { LedgerOrder } from '../ledger/ledger-order.ts'
import { refuseEntry } from '../risk/entry-check.ts'
import { type Refusal, refusal } from '../risk/refusals.ts'
import { groundOf } from './entries.ts'
import { checkPrice, checkQuantity } from './prices.ts'
import { shapeOf } from './stage.ts'
import type { StagedOrder } from './staged-order.ts'

/** Numbers as they were typed; what is left out stays. */
interface Amendment {
  readonly quantity?: number
  readonly limit?: number
}

/** The entry as it shall be, checked for itself. */
function amendedEntry(
  { order, filled }: LedgerOrder,
  change: Amendment,
  { tick }: StagedOrder,
): OrderRequest | Refusal {
  const { state: _state, ...request } = order
  const quantity = change.quantity === undefined ? null : checkQuantity(change.quantity)
  if (quantity !== null && !quantity.ok) return quantity.error
  if (quantity !== null && quantity.value <= filled) {
    return refusal('below-filled', { would: quantity.value, filled })
  }
  if (change.limit !== undefined && order.pricing.type !== 'LMT') return refusal('no-limit', { ref: order.ref })
  const limit = change.limit === undefined ? null : checkPrice('limit', change.limit, tick)
  if (limit !== null && !limit.ok) return limit.error
  return {
    ...request,
    revision: order.revision + 1,
    quantity: quantity === null ? order.quantity : quantity.value,
    pricing: limit === null ? order.pricing : { type: 'LMT', limit: limit.value },
  }
}

const limitOf = ({ pricing }: Pick<OrderRequest, 'pricing'>): Price | null =>
  pricing.type === 'LMT' ? pricing.limit : null

/** Fewer shares, or the same, at a price that is no worse for us: no limit stands in the way of that. */
function onlyReduces(before: OrderRequest, after: OrderRequest, { side }: StagedOrder): boolean {
  const [was, is] = [limitOf(before), limitOf(after)]
  if (after.quantity > before.quantity) return false
  // A short entry at a better price is for more dollars.
  return was === null || is === null || (signOf(side) * (is - was) <= 0 && after.quantity * is <= before.quantity * was)
}

/**
 * Another limit or quantity for an entry that works, through the one door: checked like a new one, its intent on the
 * disk before the first byte, under a new revision.
 * @returns why it was not asked for; null when it is on its way.
 */
export function amend(desk: DeskContext, known: LedgerOrder, change: Amendment): Refusal | null {
  const { ref, book, symbol, state, quantity, pricing } = known.order
  const bracket = desk.state.brackets.get(ref)
  if (bracket === undefined) return refusal('unknown-order', { ref })
  if (!canChangeAgain(known))
    return refusal('cannot-change', { ref, state: known.cancelWanted === null ? state : 'being cancelled' })
  const venue = venueOf(desk, book)
  if (venue === undefined || !canAsk(venue)) {
    return refusal('broker-away', { reason: venue?.connection.reason ?? 'it has not named the account of this book.' })
  }
  const entry = amendedEntry(known, change, bracket)
  if ('code' in entry) return entry
  const same = entry.quantity === quantity && limitOf(entry) === limitOf({ pricing })
  if (same && known.asked === null) return refusal('bad-command', { problem: 'nothing is changed' })
  const shape = shapeOf(bracket, { quantity: entry.quantity, limit: limitOf(entry) })
  // A change that is on its way counts as made.
  const reduces = onlyReduces({ ...known.order, ...known.asked }, entry, bracket)
  const limited = reduces ? null : refuseEntry(shape, groundOf(desk, venue, symbol))
  if (limited !== null) return limited
  const authorised = desk.gate.authorise(entry, desk.state.mode)
  if (!authorised.ok) return authorised.error
  if (!desk.record({ kind: 'amendment-intent', entry })) return refusal('audit-unwritable')
  const sent = venue.broker.submit({ kind: 'amendment', entry }, authorised.value)
  if (sent.ok) return null
  const { code, message } = sent.error
  desk.record({ kind: 'request-refused', ref, request: 'change', code, message })
  return refusal('broker-refused', { message })
}
