import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { RunningSession } from '../../../src-main/session/session-observer.ts'
import type { TradingEvent } from '../../../src-main/trading/journal/trading-event.ts'
import { type DeskState, openHoldings, waitingBrackets } from '../../../src-main/trading/state/desk-state.ts'
import { restore } from '../../../src-main/trading/state/evolve.ts'
import { faultsOf, journalOf, payloadsOf, replayOf } from './audit-folder.ts'
import { demoCockpit, demoSource, type MarketWay, onItsWay } from './demo-cockpit.ts'
import { WatchingObserver } from './watching-observer.ts'

const PROGRAM = fileURLToPath(new URL('./killed-session.ts', import.meta.url))

export interface Crash {
  readonly database: string
  readonly seed: number
  readonly kind: 'headless' | 'windowed'
  /** At which of the things that happen the process is killed. */
  readonly at: number
  readonly counted: 'anything' | 'trading'
  readonly way: MarketWay
}

/** Trades in a process of its own until it is killed without a word. @returns how it ended */
export function tradeUntilKilled({ database, seed, kind, at, counted, way }: Crash): NodeJS.Signals | null {
  const args = [PROGRAM, database, `${seed}`, `${at}`, kind, counted, way]
  const ran = spawnSync(process.execPath, args, { encoding: 'utf8' })
  if (ran.status !== null && ran.status !== 0) throw new Error(ran.stderr)
  return ran.signal
}

/** What a trader would look for after a restart: shares, stops, and the cards that wait. */
interface Sight {
  readonly positions: Readonly<Record<string, number>>
  readonly stops: Readonly<Record<string, number | undefined>>
  readonly cards: readonly { readonly ref: string; readonly revision: number; readonly expiresAt: number }[]
}

const sightOf = (state: DeskState): Sight => ({
  positions: Object.fromEntries(openHoldings(state).map(({ symbol, shares }) => [symbol, shares])),
  stops: Object.fromEntries([...state.trades.values()].map(({ symbol, stop }) => [symbol, stop])),
  cards: waitingBrackets(state).map(({ ref, revision, expiresAt }) => ({ ref, revision, expiresAt })),
})

/** What went on after the kill. */
export interface Resumed {
  /** As the journal on the disk tells it, and as the new process had it when it began to trade again. */
  readonly before: Sight
  readonly after: Sight
  /** Symbols of which the exchange traded before the kill what the journal had not heard of yet. */
  readonly unheard: readonly string[]
  /** Market time of the last thing in the journal, and at which the new process began. */
  readonly stoppedAt: number
  readonly resumedAt: number
  /** Executions, orders and decisions that are there twice in the run. */
  readonly doubled: readonly string[]
  readonly decisions: number
  readonly left: readonly string[]
  readonly contradictions: number
  readonly faults: readonly unknown[]
  readonly replay: ReturnType<typeof replayOf>
}

/** Starts again on the database of a killed session, looks, and goes on to the end of the day. */
export async function resumeAndFinish({
  database,
  seed,
  kind,
  way,
}: Pick<Crash, 'database' | 'seed' | 'kind' | 'way'>): Promise<Resumed> {
  const journal = journalOf(database)
  const before = sightOf(restore(journal))
  const stoppedAt = journal.at(-1)?.time ?? 0
  const observer = new WatchingObserver()
  let after: Sight | null = null
  let resumedAt = 0
  observer.onPhase = (session, { phase }) => {
    if (phase !== 'running' || after !== null) return
    after = sightOf(session.desk.state)
    resumedAt = session.desk.now().market
    if (kind === 'windowed') setImmediate(() => cockpit.command('on', { kind: 'clock-seek', time: close }, 'test'))
  }
  const source = onItsWay(demoSource(seed), way)
  const { close } = source.sessions.at(-1)!
  const cockpit = demoCockpit({ database, source, observer, headless: kind === 'headless' })
  const started = cockpit.start()
  if (!started.ok) throw new Error(started.error.message)
  const end = await cockpit.finished
  if (end.kind !== 'finished') throw new Error(JSON.stringify(end))
  const session = observer.session!
  const left = leftOf(session)
  const { contradictions } = session.desk.state
  await cockpit.close()
  const events = journalOf(database)
  return {
    before,
    after: after ?? before,
    unheard: events.slice(journal.length).flatMap((event) => {
      const traded = event.kind === 'execution' && event.execution.time <= stoppedAt
      return traded ? [event.execution.symbol] : []
    }),
    stoppedAt,
    resumedAt,
    doubled: doubledIn(database, events),
    decisions: payloadsOf(database, 'decision').length,
    left,
    contradictions: contradictions.length,
    faults: await faultsOf(database),
    replay: replayOf(database),
  }
}

const leftOf = ({ desk }: RunningSession): string[] => [
  ...openHoldings(desk.state).map(({ symbol }) => `a position in ${symbol}`),
  ...desk.state.live.keys(),
]

function doubledIn(database: string, events: readonly TradingEvent[]): string[] {
  const names = events.flatMap((event) => {
    switch (event.kind) {
      case 'execution':
        return [`execution ${event.execution.execId}`]
      case 'order-staged':
        return [`staged ${event.staged.ref}`, `staged ${event.staged.symbol} on ${event.staged.barStart}`]
      case 'order-intent':
        return [`entry ${event.entry.ref}`]
      case 'reduction-intent':
        return [`reduction ${event.order.ref}`]
      default:
        return []
    }
  })
  const decided = payloadsOf(database, 'decision').map(({ symbol, barStart }) => `decision ${symbol} ${barStart}`)
  const seen = new Set<string>()
  return [...names, ...decided].filter((name) => seen.size === seen.add(name).size)
}
