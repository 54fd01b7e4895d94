import type { FillRole } from '../../../src-shared/domain/engine-input.ts'
import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { UtcMs } from '../../../src-shared/domain/time.ts'
import { type Side, signOf } from '../../../src-shared/domain/vote.ts'

interface Execution {
  readonly time: UtcMs
  /** Dollars a share. */
  readonly price: number
}

/** A position from its entry to its exit. Dollars. */
export interface RoundTrip {
  readonly symbol: Ticker
  readonly side: Side
  /** Shares. */
  readonly quantity: number
  readonly entry: Execution
  readonly exit: Execution & { readonly role: Exclude<FillRole, 'entry'> }
  /** Before commissions. */
  readonly profit: number
  /** Of both orders. */
  readonly commissions: number
  /** Profit a share in units of what was risked a share: from the entry's fill to its first stop. */
  readonly rMultiple: number
}

/** Dollars, to the cent. */
export interface AccountValues {
  readonly cash: number
  /** Cash and the open positions at their last prices. */
  readonly equity: number
  /** Profit of the round trips, before commissions. */
  readonly realised: number
  /** Profit of the open positions at their last prices. */
  readonly unrealised: number
  readonly commissions: number
}

interface Holding {
  readonly symbol: Ticker
  readonly side: Side
  readonly quantity: number
  readonly entry: Execution
  /** Dollars a share between the entry's fill and its first stop. */
  readonly risk: number
  readonly valueCents: number
  readonly commissionCents: number
  lastPrice: number
}

const toCents = (quantity: number, price: number): number => Math.round(quantity * price * 100)

/**
 * A cash account of one open position a symbol. It counts whole cents, so that its sums are exact.
 */
export class Account {
  private cashCents: number
  private realisedCents = 0
  private commissionCents = 0
  private readonly holdings = new Map<Ticker, Holding>()
  private readonly trips: RoundTrip[] = []

  /** @param cash dollars to begin with. */
  constructor(cash: number) {
    this.cashCents = Math.round(cash * 100)
  }

  /**
   * @param risk dollars a share between the fill and its first stop.
   * @throws RangeError when the symbol is held already.
   */
  open(symbol: Ticker, side: Side, quantity: number, entry: Execution, risk: number, commissionCents: number): void {
    if (this.holdings.has(symbol)) throw new RangeError(`${symbol} is held already`)
    const valueCents = toCents(quantity, entry.price)
    const lastPrice = entry.price
    this.holdings.set(symbol, { symbol, side, quantity, entry, risk, valueCents, commissionCents, lastPrice })
    this.cashCents -= signOf(side) * valueCents + commissionCents
    this.commissionCents += commissionCents
  }

  /**
   * Ends the symbol's position.
   * @throws RangeError when there is none.
   */
  close(symbol: Ticker, exit: RoundTrip['exit'], commissionCents: number): RoundTrip {
    const holding = this.holdings.get(symbol)
    if (holding === undefined) throw new RangeError(`${symbol} is not held`)
    this.holdings.delete(symbol)
    const { side, quantity, entry, risk } = holding
    const sign = signOf(side)
    const valueCents = toCents(quantity, exit.price)
    const profitCents = sign * (valueCents - holding.valueCents)
    this.cashCents += sign * valueCents - commissionCents
    this.commissionCents += commissionCents
    this.realisedCents += profitCents
    const trip: RoundTrip = {
      symbol,
      side,
      quantity,
      entry,
      exit,
      profit: profitCents / 100,
      commissions: (holding.commissionCents + commissionCents) / 100,
      rMultiple: (sign * (exit.price - entry.price)) / risk,
    }
    this.trips.push(trip)
    return trip
  }

  /** The symbol's last price, at which its position is valued. */
  mark(symbol: Ticker, price: number): void {
    const holding = this.holdings.get(symbol)
    if (holding) holding.lastPrice = price
  }

  /** Dollars. @throws RangeError when the symbol is not held. */
  lastPrice(symbol: Ticker): number {
    const holding = this.holdings.get(symbol)
    if (holding === undefined) throw new RangeError(`${symbol} is not held`)
    return holding.lastPrice
  }

  values(): AccountValues {
    let unrealisedCents = 0
    let heldCents = 0
    for (const { side, quantity, valueCents, lastPrice } of this.holdings.values()) {
      const now = toCents(quantity, lastPrice)
      heldCents += signOf(side) * now
      unrealisedCents += signOf(side) * (now - valueCents)
    }
    return {
      cash: this.cashCents / 100,
      equity: (this.cashCents + heldCents) / 100,
      realised: this.realisedCents / 100,
      unrealised: unrealisedCents / 100,
      commissions: this.commissionCents / 100,
    }
  }

  /** In the order in which they ended. */
  roundTrips(): readonly RoundTrip[] {
    return [...this.trips]
  }
}
