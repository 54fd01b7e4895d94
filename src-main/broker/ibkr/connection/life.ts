import { type UtcMs, utcMs } from '../../../../src-shared/domain/time.ts'
import type { OperatorTime } from '../../../market/clock.ts'
import type { Disposer } from '../../broker.ts'
import type { Connection } from '../../connection.ts'
import type { SyncReason } from '../link.ts'
import { pauseBefore } from './back-off.ts'
import type { Contain } from './listeners.ts'
import { type Input, isAlive, PHASES, type Phase, transition } from './machine.ts'
import { plainWords } from './plain-words.ts'
import { lossSentence, reasonFor } from './reasons.ts'

/** Of what TWS said in the sentence of a state. */
const LONGEST_WORDS = 160

/** What the life of a link makes happen. */
export interface LifeHooks {
  /** Opens a connection on a fresh client instance. */
  readonly begin: () => void
  /** Throws it away. */
  readonly end: () => void
  readonly synchronise: (reason: SyncReason) => void
  readonly abandonSynchronising: () => void
  /** Needed data farms that are down. */
  readonly farmsDown: () => readonly string[]
  /** It is somewhere else, or there for another reason. */
  readonly shown: (connection: Connection) => void
  /** A connection was lost in a way that TWS did not tell; one sentence for the messages. */
  readonly lost: (sentence: string) => void
}

/** Where a link is, and what it does next. */
export interface Life {
  /**
   * Something happened. What happens while something else is being taken waits for its turn.
   * @param of the connection that it happened on: dropped when another one is in use by then; null: none
   * @param words what TWS or the network said
   */
  put(input: Input, of: unknown, words?: string): void
  phase(): Phase
  connection(): Connection
  /** Since it was last ready. */
  attempts(): number
  nextAttempt(): UtcMs | null
}

/** @param current the connection in use */
export function createLife(
  options: {
    readonly host: string
    readonly port: () => number
    readonly client: number
    readonly time: OperatorTime
    readonly random: () => number
    readonly contain: Contain
    readonly current: () => unknown
  },
  hooks: LifeHooks,
): Life {
  const { time } = options
  let phase: Phase = 'idle'
  let cause: Input = 'asked-to-close'
  let words = ''
  let attempts = 0
  let goneSince: number | null = null
  let retry: { readonly at: UtcMs; readonly cancel: Disposer } | null = null
  let resync: SyncReason = 'data-kept'
  /** Subscriptions that TWS has lost, and that have not all been made again. */
  let dataLost = false

  const facts = () => ({
    host: options.host,
    port: options.port(),
    client: options.client,
    cause,
    goneFor: goneSince === null ? null : time.monotonic() - goneSince,
    farms: hooks.farmsDown(),
    words,
  })
  const now = (): Connection => ({ state: PHASES[phase], reason: reasonFor(phase, facts()) })
  let connection = now()

  function enter(next: Phase, input: Input): void {
    if (next !== 'waiting') {
      retry?.cancel()
      retry = null
    }
    switch (next) {
      case 'opening':
        attempts++
        goneSince ??= time.monotonic()
        hooks.begin()
        break
      case 'synchronising':
        hooks.synchronise('connected')
        break
      case 'cut-off':
      case 'cut-off-early':
        hooks.abandonSynchronising()
        break
      case 'ready':
        attempts = 0
        goneSince = null
        dataLost = false
        if (hooks.farmsDown().length > 0) put('farms-down', options.current())
        break
      case 'waiting': {
        goneSince ??= time.monotonic()
        const pause = pauseBefore(input, attempts, options.random())
        retry = { at: utcMs(time.now() + pause), cancel: time.after(pause, () => put('retry-due', null)) }
        const sentence = lossSentence(facts())
        if (sentence !== null) hooks.lost(sentence)
        break
      }
      case 'closed':
        goneSince = null
        attempts = 0
        break
      default:
    }
  }

  function take(input: Input, said: string): void {
    const before = phase
    phase = transition(before, input)
    const back = input === 'data-lost' || input === 'data-kept'
    if (phase !== before || (phase === 'resynchronising' && back)) {
      cause = input
      words = plainWords(said, LONGEST_WORDS)
    }
    if (isAlive(before) && !isAlive(phase)) {
      hooks.abandonSynchronising()
      hooks.end()
      dataLost = false
    }
    if (phase !== before) enter(phase, input)
    if (phase === 'resynchronising' && back) {
      // What was lost stays lost until it has been subscribed again, whatever else TWS says meanwhile.
      dataLost ||= input === 'data-lost'
      resync = dataLost ? 'data-lost' : 'data-kept'
      cause = resync
      hooks.synchronise(resync)
    }
    const next = now()
    const same = next.state === connection.state && next.reason === connection.reason
    connection = next
    if (!same) hooks.shown(next)
  }

  const pending: { readonly input: Input; readonly of: unknown; readonly words: string }[] = []
  let taking = false

  function put(input: Input, of: unknown, said = ''): void {
    pending.push({ input, of, words: said })
    if (taking) return
    taking = true
    for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
      const taken = next
      if (taken.of === null || taken.of === options.current()) options.contain(() => take(taken.input, taken.words))
    }
    taking = false
  }

  return {
    put,
    phase: () => phase,
    connection: () => connection,
    attempts: () => attempts,
    nextAttempt: () => retry?.at ?? null,
  }
}
