import type { EventName, IBApi } from '@stoqey/ib'
import type { AccountId } from '../../../src-shared/domain/ids.ts'
import type { UtcMs } from '../../../src-shared/domain/time.ts'
import type { Disposer } from '../broker.ts'
import type { Connection } from '../connection.ts'

/** Which of two waiting messages leaves first; cancels have a share of the rate for themselves. */
export const SEND_CLASSES = ['cancel', 'order', 'account', 'data'] as const
export type SendClass = (typeof SEND_CLASSES)[number]

/** A call of the client library, made when the message's turn has come. Never kept, never made on another instance. */
export type Call = (api: IBApi) => void

/** An answer of TWS in the form of an error to one of our ids (request or order). */
export interface LinkError {
  readonly id: number
  /** IBKR's code. */
  readonly code: number
  readonly message: string
  readonly advancedReject: unknown
}

type Listener<Args extends readonly unknown[]> = (...args: Args) => void

/**
 * One way to TWS that outlives its connections: what the parts of the adapter (market data, orders) share. Each
 * connection has a fresh client instance; nothing that waited for one is ever sent on another.
 */
export interface IbkrLink {
  connection(): Connection
  /** @returns ends the subscription. Listeners here and below may throw: it is reported, and nobody else suffers. */
  onConnection(listener: Listener<[Connection]>): Disposer
  accounts(): readonly AccountId[]
  readonly client: number
  /** Events of whichever client instance is in use. */
  on(event: EventName, listener: Listener<never[]>): Disposer
  /** Errors to one id, until disposed of. Errors to ids that nobody listens to go to the messages of the panel. */
  onError(id: number, listener: Listener<[LinkError]>): Disposer
  /** Messages of TWS without an id of ours (−1), by IBKR's code. */
  onNotice(listener: Listener<[{ readonly code: number; readonly message: string }]>): Disposer
  /**
   * Queues a call for this connection.
   * @returns takes it out of the queue again; no effect once it has left. Null when there is no connection: nothing
   *   is kept for a later one.
   */
  send(sendClass: SendClass, call: Call): Disposer | null
  /** Sends at once, or not at all: for entries, which must not leave later than they were authorised for. */
  sendNow(sendClass: SendClass, call: Call): boolean
  /** A request id that has never been used, apart from order ids. */
  nextRequestId(): number
  /** An order id above every one that was ever seen or used, across connections; null before the handshake. */
  takeOrderId(): number | null
  /** Raises the high-water mark, e.g. by ids of an earlier process. */
  noteOrderId(id: number): void
  /**
   * What has to be done after each handshake, and after 1101, before the link is `ready`, in ascending `order`.
   * @param step rejects or resolves false: the connection is given up and tried anew
   */
  onSynchronise(order: number, step: (reason: 'connected' | 'data-lost' | 'data-kept') => Promise<boolean>): Disposer
  /** Where it stands, and why, for the panel and the audit. */
  report(severity: 'info' | 'warning' | 'error', text: string, code?: number): void
  /** Operator time, and timers on it. */
  readonly time: LinkTime
}

/** Operator time as the adapter uses it, so that tests can hold the clock. */
export interface LinkTime {
  /** UTC ms. */
  now(): UtcMs
  monotonic(): number
  /** @returns cancels it. */
  after(ms: number, run: () => void): Disposer
}
