import type { ClientSession } from '../service.ts'
import type { MarketContext } from './market-context.ts'

/** The market data lines in use, of all clients together: quotes, five-second bars and tick-by-tick data take one each. */
export class MarketLines {
  private readonly context: MarketContext
  private used = 0

  constructor(context: MarketContext) {
    this.context = context
  }

  get inUse(): number {
    return this.used
  }

  /** Takes a line, or refuses the request. @returns whether there was one */
  take(session: ClientSession, id: number): boolean {
    const { lines } = this.context.limits
    if (this.used < lines) {
      this.used += 1
      return true
    }
    session.error(id, 101, 'Max number of tickers has been reached')
    this.context.breach(session, 'lines', `more than ${lines} market data lines`)
    return false
  }

  release(): void {
    this.used -= 1
  }
}
