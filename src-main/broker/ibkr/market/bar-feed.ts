import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import { ENGINE_BAR_MS, SECOND_MS, type UtcMs, utcMs } from '../../../../src-shared/domain/time.ts'
import type { Disposer } from '../../broker.ts'
import type { SyncReason } from '../link.ts'
import { afterEachSlot } from './slots.ts'
import { type BarListener, type BarParts, SymbolBars } from './symbol-bars.ts'

/** Market time after a slot at which bars that are not streamed are asked for, and once more if history lagged. */
const ASK_MS = 2 * SECOND_MS
const ASK_AGAIN_MS = 4 * SECOND_MS
/** Market time after a slot at which its bar is final as it is: the grace of the decision barrier. */
const GRACE_MS = 5 * SECOND_MS

/**
 * The five-minute bars of everything that is followed: the first symbols as streams, the others from history at each
 * close. What was missed while the connection was away comes first when it is back, each bar once and in order.
 */
export class BarFeed {
  private readonly symbols = new Map<Ticker, SymbolBars>()
  private readonly disposers: Disposer[]
  private readonly parts: BarParts
  private readonly most: number
  /** Whether this connection's subscriptions have been made. */
  private synchronised = false

  constructor(parts: BarParts, most: number) {
    this.parts = parts
    this.most = most
    const { link, marketTime } = parts
    const askMissing = (start: UtcMs): void => {
      for (const bars of this.symbols.values()) bars.askIfMissing(start, utcMs(start + ENGINE_BAR_MS))
    }
    this.disposers = [
      afterEachSlot(marketTime, ASK_MS, askMissing),
      afterEachSlot(marketTime, ASK_AGAIN_MS, askMissing),
      afterEachSlot(marketTime, GRACE_MS, (start) => {
        for (const bars of this.symbols.values()) bars.closeSlot(start)
      }),
      link.onConnection(({ state }) => {
        if (state === 'ready') this.whole()
        else if (state !== 'synchronising') this.broken(state === 'degraded')
      }),
    ]
  }

  /** Streams in use. */
  get streams(): { readonly used: number; readonly most: number } {
    return { used: [...this.symbols.values()].filter(({ streaming }) => streaming).length, most: this.most }
  }

  follow(symbols: readonly Ticker[], since: UtcMs, listener: BarListener): Disposer {
    // Each call is a follower of its own, whatever function it was given.
    const own: BarListener = (bar) => listener(bar)
    const followed = new Set(symbols)
    for (const symbol of followed) if (!this.symbols.has(symbol)) this.symbols.set(symbol, this.make(symbol))
    this.shareStreams()
    for (const symbol of followed) this.symbols.get(symbol)?.follow(own, since)
    return () => {
      for (const symbol of followed) this.unfollow(symbol, own)
      followed.clear()
      this.shareStreams()
      this.parts.onChange()
    }
  }

  /** Subscriptions are made (again) and what was missed is asked for; the answers come later. */
  synchronise(reason: SyncReason): void {
    this.synchronised = true
    for (const bars of this.symbols.values()) bars.resume(reason === 'data-kept')
    this.shareStreams()
  }

  close(): void {
    for (const dispose of this.disposers.splice(0)) dispose()
    for (const bars of this.symbols.values()) bars.close()
    this.symbols.clear()
  }

  private make(symbol: Ticker): SymbolBars {
    const bars = new SymbolBars(symbol, this.parts, () => this.shareStreams())
    const { state } = this.parts.link.connection()
    if (this.synchronised && (state === 'ready' || state === 'synchronising')) bars.resume(false)
    return bars
  }

  private unfollow(symbol: Ticker, listener: BarListener): void {
    const bars = this.symbols.get(symbol)
    bars?.unfollow(listener)
    if (bars === undefined || bars.followers > 0) return
    bars.close()
    this.symbols.delete(symbol)
    this.parts.onUnfollowed(symbol)
  }

  /** Streams go to the first symbols that have none; who has one keeps it. */
  private shareStreams(): void {
    const all = [...this.symbols.values()].filter(({ streamRefused }) => !streamRefused)
    let free = this.most - all.filter(({ streamed }) => streamed).length
    for (const bars of all) {
      if (bars.streamed || free <= 0) continue
      free -= 1
      bars.promote()
    }
  }

  private broken(keepsConnection: boolean): void {
    if (!keepsConnection) this.synchronised = false
    for (const bars of this.symbols.values()) bars.interrupt()
  }

  private whole(): void {
    if (this.synchronised) for (const bars of this.symbols.values()) bars.resumeIfHeld()
  }
}
