import type { TagValue } from './tag-value.ts'

/** One condition of an order, recognised by its kind. The gateway's exchange holds no conditional orders. */
export interface WireCondition {
  readonly kind: 'price' | 'time' | 'margin' | 'execution' | 'volume' | 'percent-change'
  readonly conjunction: 'and' | 'or'
}

/** What a client asks of an algorithm of IBKR. */
export interface WireAlgo {
  readonly strategy: string
  readonly parameters: readonly TagValue[]
  readonly id: string
}

/** An order as a client writes it: null is a number that was not given, '' a text that was not. Prices in dollars. */
export interface WireOrder {
  /** `BUY`, `SELL`; `SSHORT` for some institutions. */
  readonly action: string
  /** Shares; null when unset. */
  readonly quantity: number | null
  /** `MKT`, `LMT`, `STP`, `STP LMT`, `TRAIL`, `TRAIL LIMIT`… as written by the client. */
  readonly type: string
  readonly limitPrice: number | null
  /** Stop price of STP and STP LMT, trailing amount of TRAIL. */
  readonly auxPrice: number | null
  /** `DAY`, `GTC`, `GTD`, `IOC`…; '' means DAY. */
  readonly tif: string
  readonly ocaGroup: string
  /** 1 cancel with block, 2 reduce with block, 3 reduce without; 0 not given. */
  readonly ocaType: number
  readonly account: string
  readonly openClose: string
  /** 0 customer, 1 firm. */
  readonly origin: number
  readonly orderRef: string
  /** False also when the client left the field empty: the order is held. */
  readonly transmit: boolean
  /** 0: none. */
  readonly parentId: number
  readonly blockOrder: boolean
  readonly sweepToFill: boolean
  readonly displaySize: number | null
  readonly triggerMethod: number
  readonly outsideRth: boolean
  readonly hidden: boolean
  readonly discretionaryAmount: number | null
  /** As written: `yyyymmdd hh:mm:ss zone` or `yyyymmdd-hh:mm:ss` (UTC); `readRequestTime` reads it. */
  readonly goodAfterTime: string
  readonly goodTillDate: string
  readonly modelCode: string
  readonly rule80A: string
  readonly settlingFirm: string
  readonly allOrNone: boolean
  readonly minQuantity: number | null
  /** Fraction of a REL order's offset. */
  readonly percentOffset: number | null
  readonly trailStopPrice: number | null
  /** Percent: 1.5 is one and a half per cent. */
  readonly trailingPercent: number | null
  readonly limitPriceOffset: number | null
  readonly clearingIntent: string
  readonly notHeld: boolean
  readonly algo: WireAlgo | null
  readonly whatIf: boolean
  readonly solicited: boolean
  readonly conditions: readonly WireCondition[]
  readonly conditionsCancelOrder: boolean
  readonly conditionsIgnoreRth: boolean
  /** Dollars, instead of a quantity. */
  readonly cashQuantity: number | null
  readonly legs: number
  readonly scale: boolean
  readonly hedgeType: string
  readonly deltaNeutralOrderType: string
  readonly adjustedOrderType: string
  /** Seconds. */
  readonly duration: number | null
  readonly autoCancelParent: boolean
  readonly advancedErrorOverride: string
  readonly manualOrderTime: string
  readonly includeOvernight: boolean
}
