import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { SessionDay, UtcMs } from '../../../src-shared/domain/time.ts'
import type { Exchange } from '../exchange/exchange.ts'
import type { ExchangeOptions } from '../exchange/settings.ts'
import type { SteppedEvent } from '../exchange/steps.ts'
import type { ContractFacts } from './market/contracts.ts'
import type { DataRights } from './market/market-context.ts'
import type { Hours } from './market/trading-hours.ts'
import type { GatewayBehaviour } from './orders/behaviour.ts'
import type { OrderScript } from './orders/order-script.ts'
import type { GatewayTime } from './service.ts'
import type { Connection } from './sessions/connection.ts'
import type { Interception } from './sessions/interception.ts'
import type { GatewayLimits, Violation } from './sessions/limits.ts'
import type { Notice } from './sessions/reception.ts'

/**
 * The code with which a gateway that was asked to (`mark`) says how far its market has come, in the form of a notice.
 * TWS has no such code.
 */
export const MARK_CODE = 90_001

export interface GatewayOptions extends Omit<ExchangeOptions, 'symbols'> {
  /** In the market's order; what is not said of a symbol is made up. */
  readonly symbols: readonly ContractFacts[]
  /** The sessions of the market, ascending; history begins with the first that is taken. */
  readonly days: readonly SessionDay[]
  /** Paces messages, delays, restarts. */
  readonly operator: GatewayTime
  /** Market time, where it runs between the market's events; by default it is that of the newest event. */
  readonly marketNow?: () => UtcMs
  /** 178 to 193, the default. */
  readonly maxServerVersion?: number
  /** Orders are refused (321). */
  readonly readOnly?: boolean
  /** Those of TWS by default; `none` for a private gateway, whose client is not paced. */
  readonly limits?: Partial<GatewayLimits> | 'none'
  /** Said to everyone who is let in; by default that the three data farms are there. */
  readonly notices?: readonly Notice[]
  readonly rights?: DataRights
  /** The unit of sizes in ticks; bars are in shares. */
  readonly tickSizes?: 'shares' | 'lots'
  /** What contract details tell of trading hours at a moment; by default the calendar's, in the words of newer versions. */
  readonly hours?: (now: UtcMs) => Hours
  /** What TWS is believed to do with orders, beside `settings.behaviour`. */
  readonly behaviour?: Partial<GatewayBehaviour>
  /** Told of every limit that a client breaks, when it does. */
  readonly onViolation?: (violation: Violation) => void
  /** Told of a bug in the gateway: what was thrown while a message or an event was handled. It goes on. */
  readonly onFailure?: (error: unknown) => void
}

export interface GatewayStats {
  /** Sockets, and those of them that were let in. */
  readonly connections: number
  readonly sessions: number
  /** Messages of and to all clients, past ones included. */
  readonly received: number
  readonly sent: number
  /** Market data lines in use. */
  readonly lines: number
  readonly violations: readonly Violation[]
  /** Bugs in the gateway itself. */
  readonly failures: number
}

/** How clients lose their connection: in good order, broken off, or without being told (the socket stays, silent). */
export type Loss = 'clean' | 'reset' | 'half-open'

/** A simulated TWS: an exchange with its market behind the TWS wire protocol, for any number of clients. */
export interface Gateway {
  readonly exchange: Exchange
  /** The regular session under way; null between them. */
  readonly session: SessionDay | null
  /** The next thing that happens in the market. @throws RangeError when it lies before what happened already. */
  take(event: SteppedEvent): void
  /** Earlier days at once, before there are clients. */
  preload(events: Iterable<SteppedEvent>): void
  /** Market time passes and nothing trades. */
  advance(time: UtcMs): void
  /**
   * @param port 0: any free one
   * @param host by default loopback only
   * @returns the port. Rejects when it cannot be had.
   */
  listen(port: number, host?: string): Promise<number>
  /** Drops everybody and stops listening. May be called again. */
  close(): Promise<void>
  /** The nightly restart: everybody is dropped, and connections are refused for a moment. @param downMs operator ms */
  restart(downMs?: number): void

  /**
   * Tells every client how far the market has come, after everything that was sent so far: a client that has seen the
   * mark has seen all of it. For those who share a market clock with the gateway; nobody else is ever told.
   */
  mark(): void
  readonly sessions: readonly Connection[]
  stats(): GatewayStats

  /** Below: what fault scripts are made of. */

  /** Orders, accounts, and whether IBKR's servers are reached. */
  readonly script: OrderScript

  /** Changes, holds back, repeats or drops messages. @returns ends it */
  intercept(link: Interception): () => void
  /** Says something to everybody, with id −1. */
  notice(code: number, text: string): void
  /** What those who are let in from now on hear of the data farms. */
  setNotices(notices: readonly Notice[]): void
  /** @param busyMs operator ms for which their client ids stay taken (TWS: about a minute after a loss) */
  dropClients(how: Loss, busyMs?: number): void
  /** The gateway's clock goes so many ms ahead of market time. */
  skewClock(ms: number): void
  /** IBKR forgets what clients are subscribed to, without a word (1101 says so). */
  loseSubscriptions(): void
  /** Listens somewhere else from now on; connections stay. @returns the port. Rejects when it cannot be had. */
  moveTo(port: number, host?: string): Promise<number>
  /** Stops or starts the streams of a symbol without a word; its market goes on. */
  setFlow(symbol: Ticker, flows: boolean): void
}
