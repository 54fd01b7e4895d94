import type {
  ForeignOrder,
  ForeignPosition,
  ReconciledAccount,
  ReconciliationView,
} from '../../../src-shared/contract/views/reconciliation.ts'
import { sameBook } from '../../../src-shared/domain/book.ts'
import type { DeskView } from '../desk-context.ts'
import { differencesOf } from '../differences/differences.ts'
import { refuseTakeover } from '../differences/foreign.ts'
import type { VenueView } from '../exits/world.ts'
import { type DeskState, sharesIn } from '../state/desk-state.ts'

/** How each account's books and ours compare. */
export function reconciliationView({ state, venues }: Pick<DeskView, 'state' | 'venues'>): ReconciliationView {
  return {
    accounts: venues.filter(({ book }) => book.kind === 'account').map((venue) => reconciledAccount(state, venue)),
  }
}

/** How one account's books and ours compare: arming waits until it is reconciled and every difference acknowledged. */
function reconciledAccount(state: DeskState, venue: VenueView): ReconciledAccount {
  const { account, watch } = venue
  return {
    account,
    reconciled: isReconciled(state, venue),
    at: watch.reconciledAt,
    foreignOrders: watch.foreign.map(foreignOrder),
    foreignPositions: foreignPositions(state, venue),
    differences: differencesOf(state, venue),
  }
}

/** The broker has told everything on this connection, twice where it differed, and no order of ours is unknown. */
function isReconciled(state: DeskState, { book, connection, watch }: VenueView): boolean {
  if (connection.state !== 'ready' || !watch.reconciled) return false
  return ![...state.live.values()].some(({ order }) => order.state === 'unknown' && sameBook(order.book, book))
}

function foreignOrder({
  permId,
  symbol,
  action,
  quantity,
  filled,
  pricing,
  client,
  status,
}: VenueView['watch']['foreign'][number]): ForeignOrder {
  return { permId, symbol, action, quantity, filled, pricing, client, status }
}

function foreignPositions(state: DeskState, venue: VenueView): ForeignPosition[] {
  const { book, watch } = venue
  return [...watch.net].flatMap(([symbol, net]): ForeignPosition[] => {
    const own = sharesIn(state, book, symbol)
    if (net === own || net === 0) return []
    // What is settled a moment later can be closed then: it is not in the way for good.
    const refused = refuseTakeover(state, venue, symbol)
    return [{ symbol, net, own, inTheWay: refused === null ? null : refused.message }]
  })
}
