import type { Book } from '../../../src-shared/domain/book.ts'
import type { AccountId, OrderRef } from '../../../src-shared/domain/ids.ts'
import type { RiskLimits } from '../../../src-shared/domain/limits.ts'
import type { OrderChange, ReducingOrder } from '../../broker/broker.ts'
import type { Connection } from '../../broker/connection.ts'
import type { Watch } from '../contact/watch.ts'
import type { TradingFact } from '../journal/trading-event.ts'
import type { Moment } from '../moment.ts'
import type { QuoteBoard } from '../risk/quote-board.ts'

/** A book, the account under which its orders go, and how its broker stands. */
export interface VenueView {
  readonly book: Book
  readonly account: AccountId
  readonly connection: Connection
  readonly watch: Watch
}

/** What the rules look at beside the state. */
export interface World {
  readonly now: Moment
  readonly quotes: QuoteBoard
  readonly limitsOf: (book: Book) => RiskLimits
  /** A reference that no other order has. */
  readonly newRef: () => OrderRef
}

/** What a rule wants done. Facts are recorded; the others ask the broker of the venue, their intent recorded before. */
export type Action =
  | { readonly kind: 'record'; readonly fact: TradingFact }
  | { readonly kind: 'cancel'; readonly ref: OrderRef }
  /** `attempt`: under which name its failure counts. */
  | { readonly kind: 'reduce'; readonly order: ReducingOrder; readonly attempt: string }
  | { readonly kind: 'adjust'; readonly ref: OrderRef; readonly change: OrderChange }
  | { readonly kind: 'survey' }

/** Whether requests can be handed to the broker at all. A degraded connection may still take what reduces. */
export const canAsk = ({ connection }: VenueView): boolean =>
  connection.state === 'ready' || connection.state === 'degraded'

/** Whether the broker can say what is held, and so whether what reduces can be checked. */
export const canKnow = (venue: VenueView): boolean => canAsk(venue) && venue.connection.serversLost !== true

export const record = (fact: TradingFact): Action => ({ kind: 'record', fact })
