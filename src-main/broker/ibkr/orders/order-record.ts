import type { BrokerStatus, Execution } from '../../reports.ts'
import type { OrderTerms } from './order-terms.ts'
import { isFinal } from './statuses.ts'

/** What message 3 says of an order, but for whose it is. Shares, and dollars a share. */
export interface StatusNumbers {
  readonly status: BrokerStatus
  readonly filled: number
  readonly remaining: number
  readonly averagePrice: number | null
  readonly lastFillPrice: number | null
  readonly whyHeld: string
}

/** A request of ours about an order that TWS has not answered yet. */
export type Outstanding =
  | { readonly kind: 'order' | 'cancel' }
  /** What of the order shall be otherwise, and how often TWS was too busy for it. */
  | {
      readonly kind: 'change'
      readonly change: TermsChange
      tries: number
      /** When it left, by the book's count. */
      readonly at: number
    }

export type TermsChange = Partial<Pick<OrderTerms, 'pricing' | 'quantity' | 'timeInForce'>>

/** One order as far as it is known. The book alone changes it. */
export interface OrderRecord {
  readonly client: number
  readonly orderId: number
  permId: number
  terms: OrderTerms | null
  /** They come from a message that said that the order was over: nothing later changes them. */
  termsAreLast: boolean
  /** The status of message 5, for an order of which no message 3 has come. */
  listedStatus: BrokerStatus | null
  /**
   * By shares filled, the last word on the order when it had those: messages come late and twice, and what was said of
   * fewer shares never undoes what was said of more.
   */
  readonly heard: Map<number, StatusNumbers>
  /** The trades that stand, by their id up to its last dot. */
  readonly trades: Map<string, Execution>
  /** A trade was corrected: from then on shares filled are what the standing trades add up to. */
  corrected: boolean
  readonly outstanding: Outstanding[]
  /** Refused as a new order, or not listed any more: it does not work. */
  gone: boolean
  /** Counts messages and requests: when something was last heard of it, or sent. */
  lastSeen: number
}

export function newRecord(client: number, orderId: number, terms: OrderTerms | null): OrderRecord {
  return {
    client,
    orderId,
    permId: 0,
    terms,
    termsAreLast: false,
    listedStatus: null,
    heard: new Map(),
    trades: new Map(),
    corrected: false,
    outstanding: [],
    gone: false,
    lastSeen: 0,
  }
}

/** Takes in a status. The order in which statuses come does not matter where they say different things of an end. */
export function hearNumbers(record: OrderRecord, said: StatusNumbers): void {
  const known = record.heard.get(said.filled)
  if (known === undefined || !isFinal(known.status) || rank(said.status) > rank(known.status)) {
    record.heard.set(said.filled, said)
  }
}

const rank = (status: BrokerStatus): number => ['ApiCancelled', 'Cancelled', 'Filled'].indexOf(status)

/** How an order stands by all that was said of it. */
export function standing(record: OrderRecord): StatusNumbers {
  const { heard, corrected } = record
  const traded = [...record.trades.values()].reduce((sum, { shares }) => sum + shares, 0)
  const most = Math.max(0, ...heard.keys())
  const top = (corrected ? heard.get(traded) : undefined) ?? heard.get(most) ?? listed(record)
  const status = isFinal(top.status) ? top.status : (endOf(record) ?? top.status)
  // Trades can come before the status that counts them; they are never more than there was left to do.
  const filled = corrected ? traded : Math.max(top.filled, Math.min(traded, top.filled + top.remaining))
  const last = filled === 0 ? null : lastTrade(record)
  const remaining = Math.max(0, top.remaining + top.filled - filled)
  const told = filled === top.filled ? top : { averagePrice: null, lastFillPrice: null }
  return {
    ...top,
    status: remaining === 0 && record.listedStatus === 'Filled' ? 'Filled' : status,
    filled,
    remaining,
    averagePrice: told.averagePrice ?? last?.averagePrice ?? null,
    lastFillPrice: told.lastFillPrice ?? last?.price ?? null,
  }
}

const listed = ({ listedStatus, terms }: OrderRecord): StatusNumbers => ({
  status: listedStatus ?? 'PendingSubmit',
  filled: 0,
  remaining: terms?.quantity ?? 0,
  averagePrice: null,
  lastFillPrice: null,
  whyHeld: '',
})

/** The end that was told of when fewer shares were filled: late fills do not bring an order back to life. */
function endOf({ heard }: OrderRecord): BrokerStatus | null {
  const ends = [...heard.values()].filter(({ status }) => isFinal(status))
  return (
    ends.reduce<StatusNumbers | null>((last, end) => (last === null || end.filled > last.filled ? end : last), null)
      ?.status ?? null
  )
}

function lastTrade({ trades }: OrderRecord): Execution | null {
  return [...trades.values()].reduce<Execution | null>(
    (last, trade) => (last === null || trade.cumulative > last.cumulative ? trade : last),
    null,
  )
}

/** Whether it can still work, as far as is known. */
export const isLive = (record: OrderRecord): boolean => !record.gone && !isFinal(standing(record).status)

/** The order as it shall be once everything that was asked of it has been done; null while nobody has said what it is. */
export function latestTerms(record: OrderRecord): OrderTerms | null {
  const { terms, heard, outstanding } = record
  if (terms === null) return null
  const { filled, remaining } = standing(record)
  const quantity = heard.size === 0 ? terms.quantity : filled + remaining
  const latest: { -readonly [Key in keyof OrderTerms]: OrderTerms[Key] } = { ...terms, quantity }
  for (const asked of outstanding) if (asked.kind === 'change') Object.assign(latest, asked.change)
  return latest
}

/** Whether an order is now as a change wants it. */
export function shows(record: OrderRecord, { pricing, quantity, timeInForce }: TermsChange): boolean {
  const { terms } = record
  if (terms === null) return false
  const { filled, remaining } = standing(record)
  if (quantity !== undefined && quantity !== terms.quantity && quantity !== filled + remaining) return false
  if (timeInForce !== undefined && timeInForce.tif !== terms.timeInForce.tif) return false
  return pricing === undefined || samePricing(pricing, terms.pricing)
}

const samePricing = (one: OrderTerms['pricing'], other: OrderTerms['pricing']): boolean =>
  JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort())
