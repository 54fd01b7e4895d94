/** A contract as a client describes it; '' and 0 are not given. Strike is null when unset. */
export interface WireContract {
  readonly conId: number
  readonly symbol: string
  readonly secType: string
  readonly expiry: string
  readonly strike: number | null
  readonly right: string
  readonly multiplier: string
  readonly exchange: string
  readonly primaryExchange: string
  readonly currency: string
  readonly localSymbol: string
  readonly tradingClass: string
  readonly includeExpired: boolean
  readonly secIdType: string
  readonly secId: string
}

/** A stock as messages name it. */
export interface WireListing {
  readonly conId: number
  readonly symbol: string
  readonly localSymbol: string
  readonly tradingClass: string
}
