import type { Input, Phase } from './machine.ts'

/** What the sentences of a link speak of. */
export interface ReasonFacts {
  readonly host: string
  readonly port: number
  readonly client: number
  /** What led to the phase. */
  readonly cause: Input
  /** Operator ms since there was a connection, or since it was first tried; null while there is one. */
  readonly goneFor: number | null
  /** Needed data farms that are down. */
  readonly farms: readonly string[]
  /** What TWS, or the network, said with the cause; empty when nothing. */
  readonly words: string
}

const MINUTE_MS = 60_000
/** From then on the sentence says what to look at, and later what goes on without us. */
const WORRYING_MS = MINUTE_MS
const SERIOUS_MS = 15 * MINUTE_MS

function spell(ms: number): string {
  const minutes = Math.floor(ms / MINUTE_MS)
  const hours = Math.floor(minutes / 60)
  if (hours === 0) return minutes === 1 ? '1 minute' : `${minutes} minutes`
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
}

/** Grows with the outage. */
function outage({ goneFor, host, port }: ReasonFacts): string {
  if (goneFor === null || goneFor < WORRYING_MS) return ''
  if (goneFor < SERIOUS_MS) {
    return ` There has been no connection for ${spell(goneFor)}: check that TWS or IB Gateway runs and is logged in, and that its API listens at ${host}:${port}.`
  }
  return ` There has been no connection for ${spell(goneFor)}. Stops that stand at IBKR go on working, nothing else of ours is watched: look at positions and orders in TWS or on the phone. The cockpit goes on trying.`
}

const inBrackets = (words: string): string => (words === '' ? '' : ` (${words})`)

/** Why a link waits for its next attempt. */
const LOST: Readonly<Partial<Record<Input, (facts: ReasonFacts) => string>>> = {
  'nobody-answers': ({ host, port, words }) =>
    `TWS cannot be reached at ${host}:${port}${inBrackets(words)}; it is tried again.`,
  'socket-lost': () => 'The connection to TWS was lost; it is made anew.',
  'handshake-timeout': ({ host, port }) =>
    `What listens at ${host}:${port} did not answer as TWS does; it is tried again. If TWS asks whether to accept the connection, accept it there.`,
  'heartbeat-lost': () => 'TWS no longer answers although the connection looks open; it is made anew.',
  'sync-failed': () => 'TWS did not say what orders and positions there are; the connection is made anew.',
  'stream-broken': ({ words }) =>
    `TWS sent something that cannot be read${inBrackets(words)}; the connection is made anew.`,
  'not-sent': () =>
    'A message to TWS did not leave as it should; the connection is made anew, and it is not sent again.',
  'version-unsupported': ({ words }) =>
    `This TWS speaks a protocol that the cockpit does not know${inBrackets(words)}; update TWS or IB Gateway.`,
  'client-id-busy': ({ client }) =>
    `Client id ${client} is still in use in TWS, by another program or by our own connection of a minute ago; it is tried again in a minute.`,
  'port-changed': ({ port }) => `TWS changed the port of its API; it is tried on port ${port}.`,
  'data-lost': () => 'TWS is back at IBKR; the connection is made anew, because it had not been complete.',
  'data-kept': () => 'TWS is back at IBKR; the connection is made anew, because it had not been complete.',
}

const CUT_OFF =
  'TWS has lost its connection to IBKR. Entries are blocked and prices are stale; stops that stand at IBKR go on working.'

const SENTENCES: Readonly<Record<Phase, (facts: ReasonFacts) => string>> = {
  idle: () => 'No connection to TWS has been asked for yet.',
  closed: () => 'The connection to TWS was ended here.',
  opening: (facts) => `Connecting to TWS at ${facts.host}:${facts.port}.${outage(facts)}`,
  handshaking: (facts) =>
    `TWS at ${facts.host}:${facts.port} is asked for its accounts and order ids; if it asks whether to accept the connection, accept it there.${outage(facts)}`,
  synchronising: () => 'Orders, executions and positions are asked for; entries wait until they are known.',
  resynchronising: ({ cause }) =>
    cause === 'data-lost'
      ? 'TWS is back at IBKR without its subscriptions: prices are subscribed and orders compared again; entries wait.'
      : 'Orders, executions and positions are compared again; entries wait until that is done.',
  ready: ({ host, port, client }) => `Connected to TWS at ${host}:${port} as client ${client}.`,
  'data-missing': ({ farms }) =>
    `IBKR's data farm ${farms.join(', ')} is down: prices or bars may be missing, so entries wait; exits and cancels go out.`,
  'cut-off': () => CUT_OFF,
  'cut-off-early': () => `${CUT_OFF} Orders and positions are not known yet.`,
  waiting: (facts) => `${(LOST[facts.cause] ?? (() => 'There is no connection to TWS.'))(facts)}${outage(facts)}`,
}

/** Why a link is where it is: what the trader reads. */
export const reasonFor = (phase: Phase, facts: ReasonFacts): string => SENTENCES[phase](facts)

/** Losses that we notice ourselves; of the others TWS, or the network, has told with a code. */
const NOTICED: readonly Input[] = [
  'socket-lost',
  'handshake-timeout',
  'heartbeat-lost',
  'sync-failed',
  'stream-broken',
  'not-sent',
]

/** What the messages of the panel say of a loss; null when TWS has already said it. */
export const lossSentence = (facts: ReasonFacts): string | null =>
  NOTICED.includes(facts.cause) ? (LOST[facts.cause]?.(facts) ?? null) : null
