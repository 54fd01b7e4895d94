import type { EventName, IBApi } from '@stoqey/ib'
import type { AccountId } from '../../../src-shared/domain/ids.ts'
import type { Result } from '../../../src-shared/domain/result.ts'
import type { UtcMs } from '../../../src-shared/domain/time.ts'
import type { OperatorTime } from '../../market/clock.ts'
import type { LiveMarketState } from '../../market/live-market.ts'
import type { Disposer } from '../broker.ts'
import type { Connection } from '../connection.ts'

/** Which of two waiting messages leaves first; cancels have a share of the rate for themselves. */
export const SEND_CLASSES = ['cancel', 'order', 'account', 'data'] as const
export type SendClass = (typeof SEND_CLASSES)[number]

/**
 * A call of the client library, made when its turn has come. Never kept, never made on another instance. It makes one
 * message; or none, when it finds that there is nothing to send any more; or several (`sendNow`) that belong together.
 */
export type Call = (api: IBApi) => unknown

/**
 * Takes a message out of the queue again.
 * @returns whether it was still there: false once it has left, or when its connection is over
 */
export type Withdraw = () => boolean

/** An answer of TWS in the form of an error to one of our ids (request or order). */
export interface LinkError {
  readonly id: number
  /** IBKR's code. */
  readonly code: number
  readonly message: string
  readonly advancedReject: unknown
}

/** Why a request has no answer. It never means that there is nothing. */
export interface RequestFailure {
  readonly code: 'not-connected' | 'timed-out' | 'cancelled' | 'refused'
  /** One sentence for the trader, with the broker's own words where it gave some. */
  readonly message: string
  /** What TWS answered; null unless it refused. */
  readonly error: LinkError | null
}

/** What has become of the subscriptions when a link synchronises. */
export type SyncReason = 'connected' | 'data-lost' | 'data-kept'

/** The link's part of what the connection panel shows. */
export type LinkState = Pick<
  LiveMarketState,
  | 'state'
  | 'reason'
  | 'host'
  | 'port'
  | 'client'
  | 'accounts'
  | 'serverVersion'
  | 'attempts'
  | 'nextAttempt'
  | 'outgoing'
  | 'latency'
  | 'skew'
  | 'farmsDown'
  | 'messages'
>

type Listener<Args extends readonly unknown[]> = (...args: Args) => void

/**
 * One way to TWS that outlives its connections: what the parts of the adapter (market data, orders) share. Each
 * connection has a fresh client instance; nothing that waited for one is ever sent on another.
 */
export interface IbkrLink {
  connection(): Connection
  /**
   * Told when the state or its reason changes.
   * @returns ends the subscription. Listeners here and below may throw: it is reported, and nobody else suffers.
   */
  onConnection(listener: Listener<[Connection]>): Disposer
  state(): LinkState
  /** Something of `state()` is not what it was. Told often; whoever shows it conflates. */
  onChange(listener: Listener<[]>): Disposer
  /** As the handshake named them; empty before the first. */
  accounts(): readonly AccountId[]
  readonly client: number
  /** Events of whichever client instance is in use, with the arguments of the library, in the order of TWS. */
  on(event: EventName, listener: Listener<never[]>): Disposer
  /** Errors to one id, until disposed of. Errors to ids that nobody listens to go to the messages of the panel. */
  onError(id: number, listener: Listener<[LinkError]>): Disposer
  /** Messages of TWS without an id of ours (−1), by IBKR's code. */
  onNotice(listener: Listener<[{ readonly code: number; readonly message: string }]>): Disposer
  /**
   * Queues a call for this connection; possible from the handshake on, also while `synchronising` and `degraded`. A
   * cancel overtakes an order that still waits: whoever cancels such an order withdraws it instead.
   * @returns takes it out of the queue again. Null when there is no connection: nothing is kept for a later one. What
   *   never left when the connection ends is forgotten, and the state says that the connection is over.
   */
  send(sendClass: SendClass, call: Call): Withdraw | null
  /**
   * Sends at once, or not at all: for entries, which must not leave later than they were authorised for.
   * @param messages that the call makes; 1 when left out
   * @returns false unless the link is `ready`, the rate leaves room for all of them and nothing of its class or above
   *   waits
   */
  sendNow(sendClass: SendClass, call: Call, messages?: number): boolean
  /** The broker's clock, whole seconds as UTC ms. The only user of reqCurrentTime, whose answer carries no id. */
  brokerTime(): Promise<Result<UtcMs, RequestFailure>>
  /** A request id that has never been used, apart from order ids. */
  nextRequestId(): number
  /** An order id above every one that was ever seen or used, across connections; null without a handshake. */
  takeOrderId(): number | null
  /** Raises the high-water mark, e.g. by ids of an earlier process. */
  noteOrderId(id: number): void
  /**
   * What has to be done after each handshake (`connected`), and after 1101 and 1102, before the link is `ready`: one
   * step after the other, in ascending `order`. Steps never run twice at the same time.
   * @param step rejects or resolves false: the connection is given up and tried anew. It must come to an end when the
   *   connection does, as every `ask` does.
   */
  onSynchronise(order: number, step: (reason: SyncReason) => Promise<boolean>): Disposer
  /** Puts a sentence into the messages of the panel. */
  report(severity: 'info' | 'warning' | 'error', text: string, code?: number): void
  /** Operator time, and timers on it. */
  readonly time: OperatorTime
}
