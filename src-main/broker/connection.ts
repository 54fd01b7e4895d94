/** Where the connection to a broker can stand. Orders that add exposure go out in `ready` only. */
const CONNECTION_STATES = {
  disconnected: 'there is no connection, and none is being made',
  connecting: 'the socket is being opened',
  handshaking: 'the socket is open; the broker has not yet named accounts and order ids',
  synchronising: 'orders, executions and positions are being asked for',
  ready: 'what the broker holds is known, and orders can go out',
  degraded: 'the socket is open, but the broker has lost its own servers, or data is missing',
  reconnecting: 'the connection was lost; the next attempt waits',
} as const
type ConnectionState = keyof typeof CONNECTION_STATES

export interface Connection {
  readonly state: ConnectionState
  /** Why it is in this state: one sentence for the trader. */
  readonly reason: string
  /** The broker does not reach its own servers (1100): it takes cancels and changes, and nobody knows what is held. */
  readonly serversLost?: boolean
}
