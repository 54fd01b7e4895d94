import type { Authorisation, OrderRequest } from '../../../src-shared/domain/authorisation.ts'
import type { AccountId, Ticker } from '../../../src-shared/domain/ids.ts'
import type { Result } from '../../../src-shared/domain/result.ts'
import type { UtcMs } from '../../../src-shared/domain/time.ts'
import type { Broker } from '../../broker/broker.ts'
import type { GatewayFacts, RawOrders, WireMessage } from '../../broker/probe-port.ts'

interface ProbeQuote {
  readonly bid: number
  readonly ask: number
}

/** An account at a gateway, and the time there, as the probes use them. */
export interface ProbeBench {
  readonly account: AccountId
  /** The client id of its connections. */
  readonly client: number
  readonly symbol: Ticker
  /** The smallest step of its price, dollars. */
  readonly tick: number
  facts(): GatewayFacts
  broker(): Broker
  raw(): RawOrders
  /** @returns in words why the gate gives none */
  authorise(entry: OrderRequest): Result<Authorisation, string>
  /** Order ids that the adapter took since the last call, in the order in which it did. */
  takenIds(): readonly number[]
  /** From the first message of each connection on. @returns ends it */
  onMessage(listener: (message: WireMessage) => void): () => void
  /** Market time at the gateway. */
  now(): UtcMs
  /** Waits until something is so. @returns false when it was not within so many ms of market time */
  wait(until: () => boolean, limitMs: number): Promise<boolean>
  /** The newest live quote; null when there is none, or it is not live. */
  quote(): ProbeQuote | null
  /** Dollars around which orders that shall not fill are placed; null when no price is known. */
  lastPrice(): number | null
  /** Why nothing can be bought now; null when it can. */
  closed(): string | null
  /** Ends the connection and makes it anew with the same client id. @returns whether it is ready again */
  reconnect(): Promise<boolean>
  /** The next probe begins. */
  begin(name: string): void
}
