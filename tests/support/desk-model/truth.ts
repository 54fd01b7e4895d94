import type { Execution, OrderReport } from '../../../src-main/broker/reports.ts'
import type { Exchange } from '../../../src-main/simulator/exchange/exchange.ts'
import { executionId } from '../../../src-main/trading/ledger/execution-id.ts'
import type { AccountId, OrderRef, Ticker } from '../../../src-shared/domain/ids.ts'

/** What really happened to our own orders at one exchange, counted from what it says itself. */
export class Truth {
  /** Entries that have ever reached the broker. */
  readonly entries = new Set<OrderRef>()
  /** By the execution's id without its version: signed shares that stand. */
  private readonly trades = new Map<string, number>()
  private readonly own = new Map<string, number>()
  /** What the accounts hold, trade by trade. */
  private readonly holdings = new Map<string, number>()
  /** Orders that TWS has kept back: nobody can make one smaller while it does. */
  private readonly held = new Set<OrderRef | null>()
  /** Places in which somebody else traded, or a trade was corrected: until the desk knows, its orders may not fit. */
  private readonly stirred = new Map<string, number>()
  private readonly exchange: Exchange
  private readonly client: number
  private readonly now: () => number
  private readonly onFlip: (problem: string) => void

  constructor(options: {
    readonly exchange: Exchange
    readonly client: number
    /** Operator time, monotonic ms. */
    readonly now: () => number
    /** An order of ours that reduces did more than that. */
    readonly onFlip: (problem: string) => void
  }) {
    this.exchange = options.exchange
    this.client = options.client
    this.now = options.now
    this.onFlip = options.onFlip
    this.exchange.onMessage((message) => {
      if (message.kind === 'order-status' && message.order.whyHeld === 'locate') this.held.add(message.order.ref)
      if (message.kind !== 'execution') return
      const { execution } = message
      const { account, symbol, action, shares, execId, ref, client } = execution
      const key = placeOf(account, symbol)
      const signed = action === 'BUY' ? shares : -shares
      const { base } = executionId(execId)
      const before = this.trades.get(base)
      const change = signed - (before ?? 0)
      this.trades.set(base, signed)
      const held = this.holdings.get(key) ?? 0
      this.holdings.set(key, held + change)
      if (client !== this.client || execution.liquidation) {
        this.stir(account, symbol)
        return
      }
      this.own.set(key, this.shares(account, symbol) + change)
      if (before !== undefined) this.stir(account, symbol)
      else if (ref !== null && !this.entries.has(ref)) this.checkReduction(execution, held, held + change)
    })
  }

  /** Our own shares, short ones negative. */
  shares(account: AccountId, symbol: Ticker): number {
    return this.own.get(placeOf(account, symbol)) ?? 0
  }

  /** Shares of others have become ours, or ours have been written off. */
  adopt(account: AccountId, symbol: Ticker, shares: number): void {
    this.own.set(placeOf(account, symbol), this.shares(account, symbol) + shares)
  }

  /** What the account holds, whoever traded. */
  net(account: AccountId, symbol: Ticker): number {
    return this.exchange.position(account, symbol).shares
  }

  /** Working orders of ours. */
  open(account: AccountId): OrderReport[] {
    return this.exchange.openOrders().filter((report) => report.client === this.client && report.account === account)
  }

  /**
   * Whether somebody else's order works on the side that reduces: rule (b) of safety.md counts it, so that what would
   * close or protect all of ours is refused as long as it works.
   */
  isInTheWay(account: AccountId, symbol: Ticker): boolean {
    const net = this.net(account, symbol)
    return this.exchange.openOrders().some((report) => {
      const theirs =
        report.ref !== null && report.client !== this.client && report.account === account && report.symbol === symbol
      return theirs && net * (report.action === 'BUY' ? 1 : -1) < 0
    })
  }

  stir(account: AccountId, symbol: Ticker): void {
    this.stirred.set(placeOf(account, symbol), this.now())
  }

  /** The desk has heard of everything, and has had time to act on it. @param since monotonic ms */
  calm(since: number): void {
    for (const [key, at] of this.stirred) if (at < since) this.stirred.delete(key)
  }

  isStirred(account: AccountId, symbol: Ticker): boolean {
    return this.stirred.has(placeOf(account, symbol))
  }

  /** When somebody else last changed what the place holds, monotonic ms; long ago where that is known to the desk. */
  stirredAt(account: AccountId, symbol: Ticker): number {
    return this.stirred.get(placeOf(account, symbol)) ?? 0
  }

  private checkReduction({ account, symbol, ref }: Execution, before: number, after: number): void {
    if (this.isStirred(account, symbol) || this.held.has(ref)) return
    const reduces = before * after >= 0 && Math.abs(after) <= Math.abs(before)
    if (!reduces) this.onFlip(`${ref} reduces: it brought ${account} from ${before} to ${after} ${symbol}`)
  }
}

const placeOf = (account: AccountId, symbol: Ticker): string => `${account}/${symbol}`
