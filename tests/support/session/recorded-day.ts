import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dayViews } from '../../../src-main/trading/views/positions.ts'
import type { Decision } from '../../../src-shared/domain/decision.ts'
import { demoCockpit } from './demo-cockpit.ts'
import { WatchingObserver } from './watching-observer.ts'

/** A day that was traded to its end and recorded, with what its desk knew then. */
export interface RecordedDay {
  readonly database: string
  readonly run: string
  readonly profit: number
  readonly commissions: number
  readonly decisions: readonly Decision[]
  remove(): void
}

/** Trades a synthetic day with automatic approval. */
export async function recordedDay(seed: number): Promise<RecordedDay> {
  const folder = mkdtempSync(join(tmpdir(), 'review-test-'))
  const database = join(folder, 'audit.db')
  const observer = new WatchingObserver()
  const cockpit = demoCockpit({ database, seed, observer, headless: true })
  const started = cockpit.start()
  if (!started.ok) throw new Error(started.error.message)
  await cockpit.finished
  const { session, decided } = observer
  if (session === null) throw new Error('no session has begun')
  const [day] = dayViews(session.desk)
  await cockpit.close()
  const { profit = Number.NaN, commissions = Number.NaN } = day ?? {}
  return {
    ...{ database, run: session.facts.run, profit, commissions, decisions: decided },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
