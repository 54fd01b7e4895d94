/** What TWS allows at once; beyond it requests are refused, and each breach is remembered for tests to fail on. */
export interface GatewayLimits {
  /** Market data lines of all clients together. Half of it is the messages that a client may send in a second. */
  readonly lines: number
  /** Requests for history that are open at once, those that are kept up to date included. */
  readonly histories: number
  /** Scanner subscriptions of a client, and the rows of each. */
  readonly scanners: number
  readonly scannerRows: number
  readonly tickByTick: number
  /** Requests for small bars: in ten minutes, and of one contract in two seconds. */
  readonly smallBars: number
  readonly smallBarsOfContract: number
  /** Operator ms within which the same small bars are not asked for again. */
  readonly repeatMs: number
  /** Bytes that may wait for a client that does not read, before it is dropped. */
  readonly unreadBytes: number
  /** Operator ms for a client to say hello, and for which a restart refuses connections. */
  readonly helloMs: number
  readonly restartMs: number
}

export const DEFAULT_LIMITS: GatewayLimits = {
  lines: 100,
  histories: 50,
  scanners: 10,
  scannerRows: 50,
  tickByTick: 5,
  smallBars: 60,
  smallBarsOfContract: 5,
  repeatMs: 15_000,
  unreadBytes: 32 * 1024 * 1024,
  helloMs: 30_000,
  restartMs: 2_000,
}

/** For a gateway whose only client is not paced: what remains is what protects the process. */
export const NO_LIMITS: GatewayLimits = {
  ...DEFAULT_LIMITS,
  lines: Number.POSITIVE_INFINITY,
  histories: Number.POSITIVE_INFINITY,
  scanners: Number.POSITIVE_INFINITY,
  tickByTick: Number.POSITIVE_INFINITY,
  smallBars: Number.POSITIVE_INFINITY,
  smallBarsOfContract: Number.POSITIVE_INFINITY,
  repeatMs: 0,
}

/** A limit of TWS that a client broke. */
export interface Violation {
  readonly limit:
    | 'message-rate'
    | 'lines'
    | 'open-histories'
    | 'identical-history'
    | 'history-of-contract'
    | 'small-bars'
    | 'scanners'
    | 'tick-by-tick'
    | 'unread'
  readonly client: number
  readonly message: string
}
