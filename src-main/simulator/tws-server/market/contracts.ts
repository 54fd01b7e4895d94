import type { Ticker } from '../../../../src-shared/domain/ids.ts'

/** What a gateway is told about a symbol beyond its prices; what is left out is made up sensibly. */
export interface ContractFacts {
  readonly symbol: Ticker
  readonly name?: string
  readonly kind?: 'stock' | 'etf'
  readonly primaryExchange?: string
  readonly industry?: string
  readonly category?: string
  /** IBKR's number of the contract. By default it follows from the symbol alone. */
  readonly conId?: number
  /** Tick 236: 3 easy to borrow, 2 to be located, 1 none to borrow. */
  readonly shortable?: 1 | 2 | 3
}

/** A US stock or fund as the gateway lists it. */
export interface StockContract {
  readonly symbol: Ticker
  readonly conId: number
  readonly localSymbol: string
  readonly tradingClass: string
  readonly name: string
  readonly kind: 'stock' | 'etf'
  readonly primaryExchange: string
  readonly industry: string
  readonly category: string
  readonly shortable: 1 | 2 | 3
}

/** The fields of a contract by which a client means a listing; empty ones (0, '') are not given. */
export interface ContractQuery {
  readonly conId?: number | null | undefined
  readonly symbol?: string | null | undefined
  readonly localSymbol?: string | null | undefined
  readonly secType?: string | null | undefined
  readonly exchange?: string | null | undefined
  readonly primaryExchange?: string | null | undefined
  readonly currency?: string | null | undefined
}

interface ContractRefusal {
  /** IBKR's code. */
  readonly code: 200
  readonly message: string
}

type Found =
  | { readonly ok: true; readonly value: StockContract }
  | { readonly ok: false; readonly error: ContractRefusal }

/** Where every listing trades besides its primary exchange. */
export const VENUES = ['SMART', 'NYSE', 'ARCA', 'NASDAQ', 'ISLAND', 'BATS', 'IEX', 'AMEX'] as const

const NONE: Found = {
  ok: false,
  error: { code: 200, message: 'No security definition has been found for the request' },
}

/** The listings of a gateway, found as TWS finds them. */
export class ContractBook {
  private readonly bySymbol = new Map<string, StockContract>()
  private readonly byConId = new Map<number, StockContract>()

  constructor(listings: readonly ContractFacts[]) {
    for (const facts of listings) {
      const contract = this.listingOf(facts)
      this.bySymbol.set(contract.symbol, contract)
      this.byConId.set(contract.conId, contract)
    }
  }

  /** @throws RangeError for a symbol that is not listed. */
  of(symbol: Ticker): StockContract {
    const contract = this.bySymbol.get(symbol)
    if (contract === undefined) throw new RangeError(`${symbol} is not listed here`)
    return contract
  }

  all(): readonly StockContract[] {
    return [...this.bySymbol.values()]
  }

  /** The one listing that a request for data or an order means. Class shares are written `BRK B`, as IBKR does. */
  find(query: ContractQuery): Found {
    const contract = this.match(query)
    if (contract === null) return NONE
    if (query.conId || query.currency) return { ok: true, value: contract }
    const message = `The contract description specified for ${contract.symbol} is ambiguous.`
    return { ok: false, error: { code: 200, message } }
  }

  /** The listing that a query describes as far as it goes; null when there is none. */
  match({
    conId,
    symbol,
    localSymbol,
    secType,
    exchange,
    primaryExchange,
    currency,
  }: ContractQuery): StockContract | null {
    const contract = conId ? this.byConId.get(conId) : this.bySymbol.get(localSymbol || symbol || '')
    if (contract === undefined) return null
    if (!conId && symbol && symbol !== contract.symbol) return null
    if (secType && secType !== 'STK') return null
    if (currency && currency !== 'USD') return null
    if (exchange && !VENUES.some((venue) => venue === exchange) && exchange !== contract.primaryExchange) return null
    if (primaryExchange && !isPrimary(contract, primaryExchange)) return null
    return contract
  }

  private listingOf({ symbol, conId, ...facts }: ContractFacts): StockContract {
    const kind = facts.kind ?? 'stock'
    const primaryExchange = facts.primaryExchange ?? (kind === 'etf' ? 'ARCA' : symbol.length < 4 ? 'NYSE' : 'NASDAQ')
    return {
      symbol,
      conId: conId ?? this.freeConId(symbol),
      localSymbol: symbol,
      tradingClass: primaryExchange === 'NASDAQ' ? 'NMS' : symbol,
      name: facts.name ?? (kind === 'etf' ? `${symbol} FUND` : `${symbol} CORP`),
      kind,
      primaryExchange,
      industry: facts.industry ?? (kind === 'etf' ? '' : 'Industrial'),
      category: facts.category ?? (kind === 'etf' ? '' : 'Miscellaneous'),
      shortable: facts.shortable ?? 3,
    }
  }

  /** The same symbol has the same number in every gateway, but for the rare neighbour that had it first. */
  private freeConId(symbol: Ticker): number {
    let hash = 0x811c9dc5
    for (const letter of symbol) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193)
    let conId = 1_000_000 + ((hash >>> 0) % 400_000_000)
    while (this.byConId.has(conId)) conId += 1
    return conId
  }
}

/** NASDAQ is called ISLAND by older clients. */
const isPrimary = ({ primaryExchange }: StockContract, named: string): boolean =>
  named === primaryExchange || (named === 'ISLAND' && primaryExchange === 'NASDAQ')
