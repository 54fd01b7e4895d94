import type { AccountId, Ticker } from '../../../src-shared/domain/ids.ts'
import type { SessionDay, UtcMs } from '../../../src-shared/domain/time.ts'
import type { Exchange } from '../exchange/exchange.ts'
import type { ContractBook } from './market/contracts.ts'
import type { ClientRequest } from './wire/requests.ts'

/** One connected client, after its handshake and START_API, as the services of the gateway see it. */
export interface ClientSession {
  readonly client: number
  /** Fields and messages depend on it: 178 to 193. */
  readonly serverVersion: number
  /** Sends one frame: the fields of a builder in wire/, for this session's server version. */
  send(fields: readonly WireField[]): void
  /** Message 4. @param id request or order id; −1 for none */
  error(id: number, code: number, text: string, advancedReject?: string): void
  /** Runs when the connection is over, however it ends. */
  onClose(run: () => void): void
}

/** A field before it is written: null and '' are an empty field, booleans 1 and 0. */
export type WireField = string | number | boolean | null

/** What a service does with the requests it is for. A request kind has exactly one service. */
export type RequestHandlers = {
  readonly [Kind in ClientRequest['kind']]?: (
    session: ClientSession,
    request: Extract<ClientRequest, { readonly kind: Kind }>,
  ) => void
}

/** A part of the gateway: market data, history, orders, accounts… */
export interface GatewayService {
  readonly handlers: RequestHandlers
  /** What a client gets unasked when it has started its API (accounts, ids and notices are the gateway's own). */
  welcome?(session: ClientSession): void
  /** IBKR has forgotten what clients are subscribed to (1101): nothing more comes of it, and nobody is told. */
  loseSubscriptions?(): void
  close?(): void
}

/** What every service is given. */
export interface GatewayContext {
  readonly exchange: Exchange
  readonly accounts: readonly AccountId[]
  /** Market time: bars, executions, dates. */
  marketNow(): UtcMs
  /** What the gateway answers as its current time, UTC ms: market time, skewed when a script says so. */
  brokerNow(): UtcMs
  /** Operator time: pacing, message rate, delays. */
  readonly operator: GatewayTime
  /** All connected clients. */
  sessions(): readonly ClientSession[]
  readonly days: readonly SessionDay[]
  readonly symbols: readonly Ticker[]
  /** What the symbols are to TWS: contract ids, exchanges, and which one a client's contract means. */
  readonly contracts: ContractBook
  readonly readOnly: boolean
}

export interface GatewayTime {
  monotonic(): number
  /** @returns cancels it. */
  after(ms: number, run: () => void): () => void
}
