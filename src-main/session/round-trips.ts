import type { FillRole } from '../../src-shared/domain/engine-input.ts'
import type { OrderRef, Ticker } from '../../src-shared/domain/ids.ts'
import type { UtcMs } from '../../src-shared/domain/time.ts'
import { type Side, signOf } from '../../src-shared/domain/vote.ts'
import type { Execution } from '../broker/reports.ts'
import type { TradingEvent } from '../trading/journal/trading-event.ts'
import { type DeskState, findOrder } from '../trading/state/desk-state.ts'

/** A position from its first fill until it was flat. Dollars; prices are averages. */
export interface RoundTrip {
  readonly symbol: Ticker
  readonly side: Side
  /** Shares. */
  readonly quantity: number
  readonly entry: { readonly time: UtcMs; readonly price: number }
  /** `role`: of the fill that ended it. */
  readonly exit: { readonly time: UtcMs; readonly price: number; readonly role: Exclude<FillRole, 'entry'> }
  /** Before commissions. */
  readonly profit: number
  readonly commissions: number
  /** Profit a share in units of what the bracket risked a share. */
  readonly rMultiple: number
}

/** A fill of ours with what it cost. Dollars. */
export interface TradeFill {
  readonly symbol: Ticker
  readonly time: UtcMs
  readonly role: FillRole
  /** Of the position that it opens, adds to or reduces. */
  readonly side: Side
  readonly quantity: number
  readonly price: number
  readonly commission: number
  /** The trip that it ended; null when it ended none. */
  readonly roundTrip: RoundTrip | null
}

interface Open {
  readonly side: Side
  /** Dollars a share that the bracket risked. */
  readonly risk: number
  readonly entered: UtcMs
  entryShares: number
  entryCents: number
  exitShares: number
  exitCents: number
  commissionCents: number
}

/** Makes fills and round trips of what trading says, a fill as soon as its commission is known. */
export class RoundTrips {
  /** Cents of all fills: what was sold less what was bought. */
  private flowCents = 0
  private commissionCents = 0
  private realisedCents = 0
  private readonly open = new Map<Ticker, Open>()
  private readonly costless = new Map<string, Execution>()

  /** @param state after the event. */
  take(event: TradingEvent, state: DeskState): TradeFill | null {
    if (event.kind === 'execution') {
      const { execution } = event
      if (execution.ref !== null && findOrder(state, execution.ref) !== undefined) {
        this.costless.set(execution.execId, execution)
      }
      return null
    }
    if (event.kind !== 'commission') return null
    const execution = this.costless.get(event.commission.execId)
    if (execution?.ref == null) return null
    this.costless.delete(execution.execId)
    const role = findOrder(state, execution.ref)?.order.role ?? 'close'
    return this.fill(execution, execution.ref, role, Math.round(event.commission.commission * 100), state)
  }

  /** What it comes to with open positions at their last prices. Dollars. */
  totals(priceOf: (symbol: Ticker) => number | null): { realised: number; unrealised: number; commissions: number } {
    let heldCents = 0
    for (const [symbol, { side, entryShares, exitShares, entryCents }] of this.open) {
      const shares = entryShares - exitShares
      heldCents += signOf(side) * Math.round(shares * (priceOf(symbol) ?? entryCents / 100 / entryShares) * 100)
    }
    const { flowCents, realisedCents, commissionCents } = this
    const unrealised = (flowCents + heldCents - realisedCents) / 100
    return { realised: realisedCents / 100, unrealised, commissions: commissionCents / 100 }
  }

  private fill(execution: Execution, ref: OrderRef, role: FillRole, cents: number, state: DeskState): TradeFill {
    const { symbol, time, shares, price, action } = execution
    const value = Math.round(shares * price * 100)
    this.flowCents += action === 'SELL' ? value : -value
    this.commissionCents += cents
    const position = this.open.get(symbol) ?? {
      side: (action === 'BUY') === (role === 'entry') ? ('long' as const) : ('short' as const),
      risk: state.brackets.get(ref)?.plan.stopDistance ?? Number.NaN,
      entered: time,
      ...{ entryShares: 0, entryCents: 0, exitShares: 0, exitCents: 0, commissionCents: 0 },
    }
    this.open.set(symbol, position)
    position.commissionCents += cents
    if (role === 'entry') {
      position.entryShares += shares
      position.entryCents += value
    } else {
      position.exitShares += shares
      position.exitCents += value
    }
    const { side } = position
    const ended = role !== 'entry' && position.exitShares >= position.entryShares
    const roundTrip = ended ? this.end(symbol, position, time, role) : null
    return { symbol, time, role, side, quantity: shares, price, commission: cents / 100, roundTrip }
  }

  private end(symbol: Ticker, trip: Open, time: UtcMs, role: Exclude<FillRole, 'entry'>): RoundTrip {
    const { side, entryShares, exitShares, entryCents, exitCents, commissionCents, entered, risk } = trip
    this.open.delete(symbol)
    const profitCents = signOf(side) * (exitCents - entryCents)
    this.realisedCents += profitCents
    const entryPrice = entryCents / 100 / entryShares
    const exitPrice = exitCents / 100 / exitShares
    return {
      symbol,
      side,
      quantity: entryShares,
      entry: { time: entered, price: entryPrice },
      exit: { time, price: exitPrice, role },
      profit: profitCents / 100,
      commissions: commissionCents / 100,
      rMultiple: (signOf(side) * (exitPrice - entryPrice)) / risk,
    }
  }
}
