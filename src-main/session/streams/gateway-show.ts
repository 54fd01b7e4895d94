import type { LiveMarketState } from '../../market/live-market.ts'
import type { GatewayModel } from './gateway-model.ts'

/** Between two states of the way to the market, ms of operator time. */
export const GATEWAY_MS = 250

interface ShowParts {
  readonly gateway: GatewayModel
  /** Calls `run` once after `ms` of operator time, unless the disposer is called before. */
  readonly schedule: (ms: number, run: () => void) => () => void
  readonly isFollowed: () => boolean
  /** Sends what has changed. */
  readonly publish: () => void
}

/** Shows the state of the way to the market at once, and while it goes on changing the newest now and then. */
export class GatewayShow {
  private readonly parts: ShowParts
  /** While it is there a state was sent a moment ago. */
  private cancel: (() => void) | null = null

  constructor(parts: ShowParts) {
    this.parts = parts
  }

  market(state: LiveMarketState): void {
    this.parts.gateway.take(state)
    this.show()
  }

  /** Ends the wait; what it held back is shown to whoever comes next. */
  close(): void {
    this.cancel?.()
    this.cancel = null
    this.parts.gateway.show()
  }

  private show(): void {
    const { gateway, schedule, isFollowed, publish } = this.parts
    if (this.cancel !== null || !gateway.behind) return
    gateway.show()
    publish()
    if (!isFollowed()) return
    this.cancel = schedule(GATEWAY_MS, () => {
      this.cancel = null
      this.show()
    })
  }
}
