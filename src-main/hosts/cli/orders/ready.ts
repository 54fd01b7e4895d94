import type { Status } from '../../../../src-shared/contract/views/status.ts'
import { exchangeLabel } from '../../../market/exchange-time.ts'
import { CommandFailure, EXIT } from '../exit-codes.ts'
import type { Terminal } from '../output/terminal.ts'
import { connectionGuidance } from '../tws-guidance.ts'
import { type Ending, endedByUser } from './ending.ts'
import type { ReachedCockpit } from './reach-cockpit.ts'
import { type Watched, watch } from './watch.ts'

/** How long a cockpit that a command opens may take to connect and to read its history, ms. */
const READY_MS = 5 * 60_000
/** How long the next bar may take, and to be decided, ms. */
const DECISION_MS = 6 * 60_000
/** How long it may take until the broker's books have been compared with ours, ms. */
const COMPARE_MS = 60_000

/** The value, if it came. @throws CommandFailure in words when it did not */
export function found<Value>(watched: Watched<Value>, late: string): Value {
  switch (watched.kind) {
    case 'found':
      return watched.value
    case 'interrupted':
      throw endedByUser()
    case 'late':
      throw new CommandFailure(late, EXIT.failed)
    case 'ended':
      throw new CommandFailure(watched.message, EXIT.failed)
  }
}

/**
 * Waits until an own cockpit trades; one that runs already is as it is. Says how far it is.
 * @throws CommandFailure when it fails, takes too long, or is ended by the user
 */
export async function untilTrading(reached: ReachedCockpit, ending: Ending, terminal: Terminal): Promise<void> {
  if (!reached.owned) return
  let said = ''
  const look = ({ state }: Status): Status['state'] | undefined => {
    switch (state.phase) {
      case 'running':
      case 'failed':
      case 'finished':
        return state
      case 'warming-up':
        if (state.total > 0) terminal.progress(state.done, state.total, 'bars of earlier days')
    }
    const words = WORDS[state.phase]
    if (words !== said) terminal.note(words)
    said = words
    return undefined
  }
  const state = await whileConnected(reached, ending, async (signal) =>
    found(
      await watch('status', { client: reached.client, withinMs: READY_MS, signal }, look),
      'The cockpit was not ready within five minutes; nothing was done.',
    ),
  )
  terminal.close()
  if (state.phase === 'failed') throw new CommandFailure(`${state.message} Nothing was done.`, EXIT.failed)
  if (state.phase === 'finished')
    throw new CommandFailure('The market has no more bars; nothing was done.', EXIT.failed)
}

const WORDS = {
  connecting: 'connecting to the market…',
  'warming-up': 'warming up on the bars of earlier days…',
  'catching-up': 'catching up…',
} as const

/**
 * Waits until the next bar has been decided, from which the range (ATR) of symbols comes.
 * @returns false where none will be soon: outside sessions
 */
export async function untilDecided(
  { client }: ReachedCockpit,
  { signal }: Ending,
  terminal: Terminal,
): Promise<boolean> {
  const status = await client.read('status')
  const next = status.ok ? status.value.nextDecision : null
  if (next === null) return false
  const label = exchangeLabel(next).slice('YYYY-MM-DDT'.length)
  terminal.note(`waiting for the decision at ${label} New York time, from which the range comes…`)
  const decided = await watch('status', { client, withinMs: DECISION_MS, signal }, ({ nextDecision }) =>
    nextDecision === null || nextDecision > next ? true : undefined,
  )
  return found(decided, 'No decision came in time; nothing was done.')
}

/**
 * Waits until an own cockpit looks after what is held: of a broker's accounts, when they have been compared with it; of
 * a simulated market, when it trades.
 * @throws CommandFailure when it fails, takes too long, or is ended by the user
 */
export async function untilLookedAfter(reached: ReachedCockpit, ending: Ending, terminal: Terminal): Promise<void> {
  const { client, owned, request } = reached
  if (!owned) return
  if (request.choice.kind !== 'gateway') {
    await untilTrading(reached, ending, terminal)
    return
  }
  terminal.note('connecting…')
  await whileConnected(reached, ending, async (signal) => {
    const compared = await watch('reconciliation', { client, withinMs: COMPARE_MS, signal }, ({ accounts }) =>
      accounts.length > 0 && accounts.every(({ reconciled }) => reconciled) ? true : undefined,
    )
    return found(compared, 'The broker could not be asked within a minute; nothing was done.')
  })
}

/**
 * Waits for something, but not through a lost connection: the cockpit would go on trying; whoever types a command would
 * rather know.
 */
async function whileConnected<Value>(
  { client }: ReachedCockpit,
  { signal }: Ending,
  wait: (signal: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const over = new AbortController()
  const lost = watch('gateway', { client, withinMs: null, signal: over.signal }, ({ link }) =>
    link !== null && (link.state === 'reconnecting' || link.state === 'disconnected') && link.attempts > 0
      ? link
      : undefined,
  ).then((watched) => {
    if (watched.kind !== 'found') return new Promise<never>(() => {})
    throw new CommandFailure(connectionGuidance(watched.value), EXIT.failed)
  })
  try {
    return await Promise.race([wait(AbortSignal.any([signal, over.signal])), lost])
  } finally {
    over.abort()
  }
}
