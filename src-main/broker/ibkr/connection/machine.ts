import type { Connection } from '../../connection.ts'

/**
 * Where a link stands. Several phases show as one state, because what may happen next differs: after 1100 a connection
 * that never finished its questions is made anew, one that had finished asks again over the same socket.
 */
export const PHASES = {
  idle: 'disconnected',
  closed: 'disconnected',
  opening: 'connecting',
  handshaking: 'handshaking',
  synchronising: 'synchronising',
  resynchronising: 'synchronising',
  ready: 'ready',
  'data-missing': 'degraded',
  'cut-off': 'degraded',
  'cut-off-early': 'degraded',
  waiting: 'reconnecting',
} as const satisfies Readonly<Record<string, Connection['state']>>
export type Phase = keyof typeof PHASES

/** What can happen to a link. */
export const INPUTS = {
  'asked-to-connect': 'the trader or the start wants a connection',
  'asked-to-close': 'nobody wants it any more',
  'retry-due': 'the pause before the next attempt is over',
  'socket-open': 'TCP is connected and our version is on its way',
  'handshake-done': 'accounts and the next order id are known',
  synchronised: 'every step after the handshake is done',
  'sync-failed': 'a step could not be done',
  'nobody-answers': '502: nothing listens there, or the network does not reach it',
  'socket-lost': 'the socket is closed, or 504',
  'handshake-timeout': 'the socket did not open, or TWS did not name accounts and ids, in time',
  'heartbeat-lost': 'TWS did not answer the question for its time: the socket is half open',
  'stream-broken': '507, or bytes that the client library cannot get past',
  'not-sent': 'the client library kept a message back instead of sending it',
  'version-unsupported': '503, 506: this TWS speaks another protocol',
  'client-id-busy': '326',
  'port-changed': '1300',
  'servers-lost': '1100, 2110: TWS has lost IBKR',
  'data-lost': '1101: TWS is back at IBKR, subscriptions are gone',
  'data-kept': '1102: TWS is back at IBKR, subscriptions live; or something has to be asked for again',
  'farms-down': 'a data farm that we need is down',
  'farms-up': 'all data farms that we need are up again',
} as const
export type Input = keyof typeof INPUTS

type Row = Readonly<Partial<Record<Input, Phase>>>

/** The connection is over; there is a next one. */
const LOSSES = {
  'socket-lost': 'waiting',
  'nobody-answers': 'waiting',
  'stream-broken': 'waiting',
  'not-sent': 'waiting',
  'version-unsupported': 'waiting',
  'client-id-busy': 'waiting',
  'port-changed': 'waiting',
  'asked-to-close': 'closed',
} as const satisfies Row

/** What changes nothing where it is already known, or where it will be asked for later. */
const staying = (phase: Phase, ...inputs: Input[]): Row => Object.fromEntries(inputs.map((input) => [input, phase]))

/** The one table of a link: from a phase by an input to a phase. A pair that is not here is a bug. */
export const TRANSITIONS: Readonly<Record<Phase, Row>> = {
  idle: { 'asked-to-connect': 'opening', 'asked-to-close': 'closed' },
  closed: { 'asked-to-connect': 'opening', 'asked-to-close': 'closed' },
  opening: {
    ...LOSSES,
    ...staying('opening', 'asked-to-connect'),
    'socket-open': 'handshaking',
    'handshake-timeout': 'waiting',
  },
  handshaking: {
    ...LOSSES,
    ...staying('handshaking', 'asked-to-connect', 'servers-lost', 'data-lost', 'data-kept', 'farms-down', 'farms-up'),
    'handshake-done': 'synchronising',
    'handshake-timeout': 'waiting',
  },
  synchronising: {
    ...LOSSES,
    ...staying('synchronising', 'asked-to-connect', 'data-kept', 'farms-down', 'farms-up'),
    synchronised: 'ready',
    'sync-failed': 'waiting',
    'heartbeat-lost': 'waiting',
    'servers-lost': 'cut-off-early',
    'data-lost': 'waiting',
  },
  'cut-off-early': {
    ...LOSSES,
    ...staying('cut-off-early', 'asked-to-connect', 'servers-lost', 'farms-down', 'farms-up'),
    'heartbeat-lost': 'waiting',
    'data-lost': 'waiting',
    'data-kept': 'waiting',
  },
  ready: {
    ...LOSSES,
    ...staying('ready', 'asked-to-connect', 'farms-up'),
    'heartbeat-lost': 'waiting',
    'servers-lost': 'cut-off',
    'data-lost': 'resynchronising',
    'data-kept': 'resynchronising',
    'farms-down': 'data-missing',
  },
  'data-missing': {
    ...LOSSES,
    ...staying('data-missing', 'asked-to-connect', 'farms-down'),
    'heartbeat-lost': 'waiting',
    'servers-lost': 'cut-off',
    'data-lost': 'resynchronising',
    'data-kept': 'resynchronising',
    'farms-up': 'ready',
  },
  'cut-off': {
    ...LOSSES,
    ...staying('cut-off', 'asked-to-connect', 'servers-lost', 'farms-down', 'farms-up'),
    'heartbeat-lost': 'waiting',
    'data-lost': 'resynchronising',
    'data-kept': 'resynchronising',
  },
  resynchronising: {
    ...LOSSES,
    ...staying('resynchronising', 'asked-to-connect', 'data-lost', 'data-kept', 'farms-down', 'farms-up'),
    synchronised: 'ready',
    'sync-failed': 'waiting',
    'heartbeat-lost': 'waiting',
    'servers-lost': 'cut-off',
  },
  waiting: { 'retry-due': 'opening', 'asked-to-connect': 'opening', 'asked-to-close': 'closed' },
}

/** @throws Error when the table does not list the pair. */
export function transition(phase: Phase, input: Input): Phase {
  const next = TRANSITIONS[phase][input]
  if (next === undefined) throw new Error(`a link that is ${phase} cannot take ${input}`)
  return next
}

/** Whether TWS has named accounts and ids on this connection, so that messages can go out. */
export const isConnected = (phase: Phase): boolean => CONNECTED.includes(phase)
const CONNECTED: readonly Phase[] = [
  'synchronising',
  'resynchronising',
  'ready',
  'data-missing',
  'cut-off',
  'cut-off-early',
]

/** Whether a client instance is in use. */
export const isAlive = (phase: Phase): boolean => isConnected(phase) || phase === 'opening' || phase === 'handshaking'
