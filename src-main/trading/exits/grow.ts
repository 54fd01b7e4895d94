import { quantity } from '../../../src-shared/domain/quantity.ts'
import { resizing } from '../contact/watch.ts'
import type { LedgerOrder } from '../ledger/ledger-order.ts'
import { type Place, workingShares } from './place.ts'
import type { Action, VenueView, World } from './world.ts'

/** Whether a change can be sent and nothing is on its way. */
export const canChange = ({ order, asked, cancelWanted }: LedgerOrder): boolean =>
  cancelWanted === null &&
  asked === null &&
  ['acknowledged', 'partially-filled', 'modify-rejected', 'cancel-rejected'].includes(order.state)

/** Whether another change can be sent, also while the answer to one is awaited. */
export const canChangeAgain = (known: LedgerOrder): boolean =>
  canChange(known) || (known.order.state === 'pending-modify' && known.cancelWanted === null)

/** A stop or a close of our own that the position has outgrown becomes as large as it is; nothing for more than one. */
export function growOrder(
  place: Place,
  { watch }: VenueView,
  { now }: World,
  orders: readonly LedgerOrder[],
): Action[] {
  const { settled, closable } = place
  const [known] = orders
  if (!settled || known === undefined || orders.length > 1 || !canChangeAgain(known)) return []
  const missing = Math.abs(closable) - workingShares(known)
  const { ref } = known.order
  const wanted = quantity(known.order.quantity + Math.max(0, missing))
  if (missing <= 0 || known.asked?.quantity === wanted || !watch.mayTry(resizing(ref), now.monotonic)) return []
  return [{ kind: 'adjust', ref, change: { quantity: wanted } }]
}
