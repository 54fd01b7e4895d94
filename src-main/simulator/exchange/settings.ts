import type { AccountId, Ticker } from '../../../src-shared/domain/ids.ts'
import { type CommissionRates, DEFAULT_COMMISSION, DEFAULT_SLIPPAGE, type Slippage } from './costs.ts'
import type { ExchangeRequest } from './exchange-request.ts'
import type { OrderTicket } from './order-ticket.ts'

/**
 * What TWS is believed to do where nobody recorded it. Whoever builds on one variant has to survive the other
 * (safety.md, What we believe about TWS); the first of each is the default.
 */
export interface Behaviour {
  /** Children work for each part of their parent that fills, or only once all of it has. */
  readonly childrenWork: 'per-fill' | 'on-full-fill'
  /** Children of a parent that was cancelled after a part of it filled: they stay for that part, or go with it. */
  readonly partialParentCancelled: 'children-stay' | 'children-go'
  /** An order with a date ends at its moment, or only at the session's close. */
  readonly goodTillDate: 'at-its-moment' | 'at-the-close'
}

/** Fractions of a position's value that have to be covered by the account's own value. */
interface MarginRates {
  /** To open it (Regulation T: 50 %). */
  readonly initial: number
  /** To keep it (FINRA Rule 4210: 25 %). */
  readonly maintenance: number
}

export interface ExchangeSettings {
  /** Half the spread of the synthetic book, and what an order that takes liquidity pays beside it. */
  readonly slippage: Slippage
  readonly commission: CommissionRates
  /** The fraction of a step's volume that orders here may take. */
  readonly participation: number
  readonly margin: MarginRates
  /** Whether accounts may sell what they do not hold. */
  readonly shorting: boolean
  /**
   * Orders that may work outside regular hours: refused, or taken as TWS takes them. Nothing trades here at those hours
   * all the same: there is no market then.
   */
  readonly outsideHours: 'refused' | 'taken'
  readonly behaviour: Behaviour
}

export const DEFAULT_EXCHANGE_SETTINGS: ExchangeSettings = {
  slippage: DEFAULT_SLIPPAGE,
  commission: DEFAULT_COMMISSION,
  participation: 0.1,
  margin: { initial: 0.5, maintenance: 0.25 },
  shorting: true,
  outsideHours: 'refused',
  behaviour: {
    childrenWork: 'per-fill',
    partialParentCancelled: 'children-stay',
    goodTillDate: 'at-its-moment',
  },
}

/** What a script does with an order that arrives. */
export type Screening =
  | { readonly kind: 'accept' }
  /** It is there and does not work until it is released. */
  | { readonly kind: 'hold' }
  | { readonly kind: 'reject'; readonly message: string }

/** An account as the exchange finds it: a new one, or one that goes on from an earlier run. Dollars. */
export interface OpeningAccount {
  readonly id: AccountId
  readonly cash: number
  readonly positions?: readonly { readonly symbol: Ticker; readonly shares: number; readonly averagePrice: number }[]
  readonly realised?: number
  readonly commissions?: number
}

export interface ExchangeOptions {
  /**
   * A whole number; permanent and execution ids depend on it, and nothing else does. An exchange that goes on from an
   * earlier run needs another one, or ids come twice.
   */
  readonly seed: number
  readonly symbols: readonly Ticker[]
  readonly accounts: readonly OpeningAccount[]
  /** The highest order id that each client has used in earlier runs. */
  readonly highestOrderIds?: ReadonlyMap<number, number>
  readonly settings?: Partial<ExchangeSettings>
  /** Asked about every order that is otherwise accepted. */
  readonly screen?: (ticket: OrderTicket) => Screening
  /** Told of every request of a client before anything comes of it, so that it can be written down first. */
  readonly onRequest?: (request: ExchangeRequest) => void
}
