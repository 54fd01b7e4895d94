import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import type { Gateway } from '../gateway.ts'

/** Why a symbol's stream stands still; it runs when there is no reason left. */
type Reason = 'script' | 'servers' | 'competing'

/** Stops streams for one reason and another, and starts them when the last reason has gone. */
export class Feeds {
  private readonly gateway: Gateway
  private readonly stopped = new Map<Ticker, Set<Reason>>()

  constructor(gateway: Gateway) {
    this.gateway = gateway
  }

  stop(reason: Reason, symbols: readonly Ticker[] = this.gateway.exchange.symbols): void {
    for (const symbol of symbols) {
      const reasons = this.stopped.get(symbol) ?? new Set()
      this.stopped.set(symbol, reasons.add(reason))
      this.gateway.setFlow(symbol, false)
    }
  }

  start(reason: Reason, symbols: readonly Ticker[] = [...this.stopped.keys()]): void {
    for (const symbol of symbols) {
      const reasons = this.stopped.get(symbol)
      if (reasons?.delete(reason) !== true || reasons.size > 0) continue
      this.stopped.delete(symbol)
      this.gateway.setFlow(symbol, true)
    }
  }

  startAll(): void {
    for (const symbol of this.stopped.keys()) this.gateway.setFlow(symbol, true)
    this.stopped.clear()
  }
}
