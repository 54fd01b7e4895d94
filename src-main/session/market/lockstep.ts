import type { UtcMs } from '../../../src-shared/domain/time.ts'
import type { Disposer, LiveMarket } from '../../market/live-market.ts'
import { MarketTimers } from './market-timers.ts'

/** What moves in lockstep: the gateway, which says how far market time is, and the adapter, which hears it. */
interface Pair {
  /** Says it to whoever is connected, after everything that was sent so far. */
  readonly mark: () => void
  readonly market: Pick<LiveMarket, 'state' | 'onState' | 'ready'> & { readonly flush: () => void }
  readonly over: AbortSignal
}

/** Holds market time where it is until all that a gateway sent up to there has come through its wire and been handled. */
export class Lockstep {
  /** Market time as the adapter's side of the wire knows it. */
  readonly timers: MarketTimers
  private heard: UtcMs
  private wake: () => void = () => {}

  constructor(time: UtcMs) {
    this.timers = new MarketTimers(time)
    this.heard = time
  }

  /** The adapter has heard, in order with everything else, how far market time is. */
  marked(time: UtcMs): void {
    this.heard = time
    this.wake()
  }

  /** Resolves when everything up to `time` has been handled, what was asked for at that included, or it is all over. */
  async pass(time: UtcMs, { mark, market, over }: Pair): Promise<void> {
    const stop = this.wakeBy(market, over)
    try {
      mark()
      while (this.heard < time && !over.aborted) {
        const wasReady = market.state().state === 'ready'
        await this.woken()
        // A mark that was under way when the connection went is said again.
        if (!wasReady && market.state().state === 'ready') mark()
      }
      this.timers.passTo(time)
      while (isAsking(market) && !over.aborted) await this.woken()
      market.flush()
    } finally {
      stop()
    }
  }

  private woken(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve
    })
  }

  private wakeBy(market: Pair['market'], over: AbortSignal): Disposer {
    const wake = (): void => this.wake()
    const stopState = market.onState(wake)
    over.addEventListener('abort', wake)
    return () => {
      stopState()
      over.removeEventListener('abort', wake)
    }
  }
}

/** Whether answers are on their way. Bars that are kept up to date are open requests, and never answered for good. */
const isAsking = (market: Pair['market']): boolean => {
  const { history, streams } = market.state()
  return history.waiting > 0 || history.open > streams.used
}
