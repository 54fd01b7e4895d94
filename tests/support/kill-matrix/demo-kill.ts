import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Cockpit } from '../../../src-main/session/cockpit.ts'
import { type DeskState, openHoldings } from '../../../src-main/trading/state/desk-state.ts'
import { restore } from '../../../src-main/trading/state/evolve.ts'
import { positionViews } from '../../../src-main/trading/views/positions.ts'
import { reconciliationView } from '../../../src-main/trading/views/reconciliation.ts'
import { faultsOf, journalOf, replayOf } from '../session/audit-folder.ts'
import { WatchingObserver } from '../session/watching-observer.ts'
import { until } from '../until.ts'
import { armableDemo } from './armed-demo.ts'

const PROGRAM = fileURLToPath(new URL('./killed-demo.ts', import.meta.url))

interface DemoKill {
  readonly database: string
  readonly seed: number
  /** At which fact about its account the process is killed. */
  readonly at: number
  /** Whether the day is then lived through to its end. */
  readonly toTheEnd: boolean
}

/** What became of a demo that was killed while it traded live on its own gateway, and started again. */
export interface DemoKilled {
  /** Positions as the journal on the disk had them, and as both sides had them after the restart. */
  readonly before: readonly string[]
  readonly after: readonly string[]
  readonly wrong: readonly string[]
}

export async function killDemo({ database, seed, at, toTheEnd }: DemoKill): Promise<DemoKilled> {
  const { signal, stderr } = spawnSync(process.execPath, [PROGRAM, database, `${seed}`, `${at}`], { encoding: 'utf8' })
  if (signal !== 'SIGKILL') throw new Error(stderr)
  const written = journalOf(database)
  const before = heldIn(restore(written))
  const observer = new WatchingObserver()
  const wrong: string[] = []
  const cockpit = armableDemo(database, seed, observer)
  const state = () => observer.session!.desk.state
  const held = (): string[] => heldIn(state())
  observer.onPhase = (_session, { phase }) => {
    if (phase === 'running') cockpit.command('hold', { kind: 'clock-pause' }, 'test')
  }
  await observer.until(() => observer.phases.includes('running'))
  await until('account that is reconciled', () => {
    const { accounts } = reconciliationView(observer.session!.desk)
    return accounts.length > 0 && accounts.every(({ reconciled }) => reconciled)
  })
  const { desk } = observer.session!
  for (const { book, symbol, shares, protection, closing, accountShares } of positionViews(desk, () => 2)) {
    if (book.kind !== 'account') continue
    if (accountShares !== null) wrong.push(`the account holds ${accountShares} ${symbol}, we ${shares}`)
    if (protection !== 'confirmed' && closing === null)
      wrong.push(`${shares} ${symbol} without their stop: ${protection}`)
  }
  for (const { differences } of reconciliationView(desk).accounts) {
    for (const { kind, message } of differences) if (kind !== 'absent') wrong.push(`a difference: ${message}`)
  }
  const after = held()
  // What traded before the kill and was not heard of comes in now; nothing else may have changed.
  const heard = observer.events.slice(written.length).flatMap((event) => (event.kind === 'execution' ? [event] : []))
  for (const line of before) {
    const isHeard = heard.some(({ execution }) => line.endsWith(` ${execution.symbol}`))
    if (!after.includes(line) && !isHeard) wrong.push(`${line} is gone`)
  }
  if (state().mode !== 'dry-run' || observer.session!.armingView().armed !== null) wrong.push('it is armed')
  if (toTheEnd) wrong.push(...(await finishDay(cockpit, observer, held)))
  for (const { ref, message } of state().contradictions) wrong.push(`a contradiction: ${ref} ${message}`)
  await cockpit.close()
  wrong.push(...doubled(database, written.length))
  for (const fault of await faultsOf(database)) wrong.push(`the audit: ${JSON.stringify(fault)}`)
  const replay = replayOf(database)
  if (replay.broken !== null || replay.differences.length > 0) wrong.push(`the replay: ${JSON.stringify(replay)}`)
  return { before, after, wrong }
}

async function finishDay(cockpit: Cockpit, observer: WatchingObserver, held: () => string[]): Promise<string[]> {
  const { state } = observer.session!.desk
  cockpit.command('on', { kind: 'clock-seek', time: state.day!.close }, 'test')
  cockpit.command('go', { kind: 'clock-resume' }, 'test')
  const end = await cockpit.finished
  const { live } = observer.session!.desk.state
  return [
    ...(end.kind === 'finished' ? [] : [`it ended: ${JSON.stringify(end)}`]),
    ...held().map((line) => `left at the close: ${line}`),
    ...[...live.values()].map(({ order }) => `left at the close: ${order.ref} ${order.state}`),
  ]
}

const heldIn = (state: DeskState): string[] =>
  openHoldings(state).flatMap(({ book, symbol, shares }) => (book.kind === 'account' ? [`${shares} ${symbol}`] : []))

/** Executions and orders that are there twice, and entries of the account that went out after the restart. */
function doubled(database: string, written: number): string[] {
  const wrong: string[] = []
  const seen = new Set<string>()
  journalOf(database).forEach((event, index) => {
    const names: string[] = []
    if (event.kind === 'execution') names.push(`execution ${event.execution.execId}`)
    if (event.kind === 'reduction-intent') names.push(`reduction ${event.order.ref}`)
    if (event.kind === 'order-intent') {
      names.push(`entry ${event.entry.ref}`)
      if (index >= written && event.entry.book.kind === 'account')
        wrong.push(`an entry after the restart: ${event.entry.ref}`)
    }
    for (const name of names) {
      if (seen.has(name)) wrong.push(`twice: ${name}`)
      seen.add(name)
    }
  })
  return wrong
}
