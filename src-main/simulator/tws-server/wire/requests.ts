import type { WireContract } from './contract.ts'
import type { WireOrder } from './order.ts'
import type { TagValue } from './tag-value.ts'

/** A request that is about one earlier request, by its id. */
interface ById<Kind extends string> {
  readonly kind: Kind
  readonly id: number
}

/** A request that says nothing but its name. */
interface Bare<Kind extends string> {
  readonly kind: Kind
}

interface StartApi {
  readonly kind: 'start-api'
  readonly client: number
  readonly capabilities: string
}

export interface ContractDataRequest {
  readonly kind: 'contract-data'
  readonly id: number
  readonly contract: WireContract
  readonly issuerId: string
}

export interface HistoricalDataRequest {
  readonly kind: 'historical-data'
  readonly id: number
  readonly contract: WireContract
  /** As the client wrote it; empty for now. `readRequestTime` reads it. */
  readonly end: string
  /** `1 min`, `5 secs`, `1 day`… */
  readonly barSize: string
  /** `2 D`, `3600 S`… */
  readonly duration: string
  readonly regularHoursOnly: boolean
  /** `TRADES`, `MIDPOINT`, `BID`, `ASK`, `BID_ASK`, `SCHEDULE`… */
  readonly whatToShow: string
  /** 1: exchange-local text, 2: epoch seconds (daily bars: `yyyymmdd` in both). */
  readonly formatDate: number
  readonly keepUpToDate: boolean
  readonly options: readonly TagValue[]
}

export interface HeadTimestampRequest {
  readonly kind: 'head-timestamp'
  readonly id: number
  readonly contract: WireContract
  readonly regularHoursOnly: boolean
  readonly whatToShow: string
  readonly formatDate: number
}

export interface MarketDataRequest {
  readonly kind: 'market-data'
  readonly id: number
  readonly contract: WireContract
  /** `236`, `49`, `mdoff`… */
  readonly genericTicks: readonly string[]
  readonly snapshot: boolean
  readonly regulatorySnapshot: boolean
}

export interface RealtimeBarsRequest {
  readonly kind: 'realtime-bars'
  readonly id: number
  readonly contract: WireContract
  /** Seconds; TWS knows 5 only and ignores the field. */
  readonly barSize: number | null
  readonly whatToShow: string
  readonly regularHoursOnly: boolean
}

export interface TickByTickRequest {
  readonly kind: 'tick-by-tick'
  readonly id: number
  readonly contract: WireContract
  /** `Last`, `AllLast`, `BidAsk`, `MidPoint`. */
  readonly tickType: string
  readonly numberOfTicks: number
  readonly ignoreSize: boolean
}

/** A scan; null and '' leave a condition out. */
export interface ScannerRequest {
  readonly kind: 'scanner-subscription'
  readonly id: number
  /** −1 and null: as many as TWS gives (50). */
  readonly rows: number | null
  readonly instrument: string
  readonly location: string
  readonly scanCode: string
  readonly abovePrice: number | null
  readonly belowPrice: number | null
  readonly aboveVolume: number | null
  readonly marketCapAbove: number | null
  readonly marketCapBelow: number | null
  readonly stockType: string
  readonly filters: readonly TagValue[]
}

export interface AccountUpdatesRequest {
  readonly kind: 'account-updates'
  readonly subscribe: boolean
  readonly account: string
}

export interface AccountSummaryRequest {
  readonly kind: 'account-summary'
  readonly id: number
  readonly group: string
  readonly tags: readonly string[]
}

export interface AccountUpdatesMultiRequest {
  readonly kind: 'account-updates-multi'
  readonly id: number
  readonly account: string
  readonly model: string
  /** Without the portfolio's parts: net liquidation and ledger only. */
  readonly ledgerAndNlv: boolean
}

export interface PositionsMultiRequest {
  readonly kind: 'positions-multi'
  readonly id: number
  readonly account: string
  readonly model: string
}

export interface PnlRequest {
  readonly kind: 'pnl'
  readonly id: number
  readonly account: string
  readonly model: string
}

export interface PnlSingleRequest {
  readonly kind: 'pnl-single'
  readonly id: number
  readonly account: string
  readonly model: string
  readonly conId: number
}

export interface PlaceOrderRequest {
  readonly kind: 'place-order'
  /** The order id: a known one modifies its order. */
  readonly id: number
  readonly contract: WireContract
  readonly order: WireOrder
}

export interface CancelOrderRequest {
  readonly kind: 'cancel-order'
  /** The order id. */
  readonly id: number
  readonly manualCancelTime: string
}

export interface ExecutionsRequest {
  readonly kind: 'executions'
  readonly id: number
  /** Empty fields do not filter. */
  readonly filter: {
    /** 0: of every client. */
    readonly client: number
    readonly account: string
    /** `yyyymmdd-hh:mm:ss` (UTC) or with a zone; `readRequestTime` reads it. */
    readonly time: string
    readonly symbol: string
    readonly secType: string
    readonly exchange: string
    readonly side: string
  }
}

/** A message that TWS knows and this gateway has no service for; recognised, so that the refusal can name it. */
export interface NotServedRequest {
  readonly kind: 'not-served'
  readonly message: number
  readonly name: string
  /** Where the message carries one; else null. */
  readonly id: number | null
}

/** Everything that a client of the text protocol can ask, decoded. */
export type ClientRequest =
  | StartApi
  | Bare<'managed-accounts'>
  | { readonly kind: 'ids'; readonly count: number }
  | Bare<'current-time'>
  | { readonly kind: 'set-server-log-level'; readonly level: number }
  | ContractDataRequest
  | { readonly kind: 'matching-symbols'; readonly id: number; readonly pattern: string }
  | { readonly kind: 'market-rule'; readonly rule: number }
  | HistoricalDataRequest
  | ById<'cancel-historical-data'>
  | HeadTimestampRequest
  | ById<'cancel-head-timestamp'>
  | MarketDataRequest
  | ById<'cancel-market-data'>
  | { readonly kind: 'market-data-type'; readonly type: number }
  | RealtimeBarsRequest
  | ById<'cancel-realtime-bars'>
  | TickByTickRequest
  | ById<'cancel-tick-by-tick'>
  | Bare<'scanner-parameters'>
  | ScannerRequest
  | ById<'cancel-scanner-subscription'>
  | { readonly kind: 'news-bulletins'; readonly all: boolean }
  | Bare<'cancel-news-bulletins'>
  | AccountUpdatesRequest
  | AccountSummaryRequest
  | ById<'cancel-account-summary'>
  | AccountUpdatesMultiRequest
  | ById<'cancel-account-updates-multi'>
  | Bare<'positions'>
  | Bare<'cancel-positions'>
  | PositionsMultiRequest
  | ById<'cancel-positions-multi'>
  | PnlRequest
  | ById<'cancel-pnl'>
  | PnlSingleRequest
  | ById<'cancel-pnl-single'>
  | PlaceOrderRequest
  | CancelOrderRequest
  | Bare<'global-cancel'>
  | Bare<'open-orders'>
  | Bare<'all-open-orders'>
  | { readonly kind: 'auto-open-orders'; readonly bind: boolean }
  | { readonly kind: 'completed-orders'; readonly apiOnly: boolean }
  | ExecutionsRequest
  | NotServedRequest
