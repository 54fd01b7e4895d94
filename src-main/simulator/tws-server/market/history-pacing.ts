import type { GatewayLimits, Violation } from '../sessions/limits.ts'
import { SMALL_BAR_MS } from './history-query.ts'

const CONTRACT_MS = 2_000
const WINDOW_MS = 10 * 60_000

/** A request as far as its pacing goes. */
interface PacedRequest {
  readonly conId: number
  readonly exchange: string
  readonly whatToShow: string
  /** Everything that makes it the same as another. */
  readonly identity: string
  /** Of a bar, ms. */
  readonly length: number
}

interface Past extends PacedRequest {
  /** Operator ms. */
  readonly at: number
  /** BID_ASK counts twice. */
  readonly weight: number
}

type Pace = Extract<Violation['limit'], 'identical-history' | 'history-of-contract' | 'small-bars'>

/** IBKR's pacing of small bars, over all clients: its historical data limitations. */
export class HistoryPacing {
  private readonly limits: GatewayLimits
  private past: Past[] = []

  constructor(limits: GatewayLimits) {
    this.limits = limits
  }

  /** Counts a request that is let through. @param now operator ms. @returns the rule that it breaks, or null */
  refuse(request: PacedRequest, now: number): Pace | null {
    if (request.length > SMALL_BAR_MS) return null
    this.past = this.past.filter(({ at }) => at > now - WINDOW_MS)
    const since = (ms: number): Past[] => this.past.filter(({ at }) => at > now - ms)
    if (since(this.limits.repeatMs).some(({ identity }) => identity === request.identity)) return 'identical-history'
    const { conId, exchange, whatToShow } = request
    const same = (one: Past): boolean =>
      one.conId === conId && one.exchange === exchange && one.whatToShow === whatToShow
    if (since(CONTRACT_MS).filter(same).length >= this.limits.smallBarsOfContract) return 'history-of-contract'
    const weight = whatToShow === 'BID_ASK' ? 2 : 1
    const used = this.past.reduce((sum, one) => sum + one.weight, 0)
    if (used + weight > this.limits.smallBars) return 'small-bars'
    this.past.push({ ...request, at: now, weight })
    return null
  }
}
