import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAuditReader } from '../../src-main/audit/audit-reader.ts'
import { replayDecisions } from '../../src-main/research/decision-replay.ts'
import { commandLine, createCommandUser } from '../support/command-line.ts'
import { decideAll } from './engine.ts'
import type { Quarter } from './quarter.ts'
import { type BenchRecord, benchRecord, secondsOf } from './record.ts'

/** What a whole demo day may take as its user starts it, seconds. */
const HEADLESS_DAY_LIMIT = 40

/** A whole demo day with its audit, from the start of the program to its end. */
export async function benchHeadlessDay(): Promise<BenchRecord> {
  const user = createCommandUser()
  try {
    const start = performance.now()
    const run = await user.run(['run', '--demo', '--headless'])
    if (run.code !== 0) throw new Error(`the demo day ended with ${run.code}: ${run.stderr}`)
    return benchRecord('headless-day', (performance.now() - start) / 1000, 's', HEADLESS_DAY_LIMIT)
  } finally {
    user.remove()
  }
}

/** The quarter recorded, then replayed from its audit, against the engine alone on the same inputs. */
export async function benchQuarter(quarter: Quarter, referenceEntries: number): Promise<BenchRecord[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-quarter-'))
  const db = join(folder, 'quarter.db')
  try {
    const run = await commandLine('run', '--replay', quarter.folder, '--headless', '--json', '--db', db)
    const summary: unknown = JSON.parse(run.stdout.slice(run.stdout.lastIndexOf('\n') + 1))
    const seconds = secondsOf(() => replayAll(db))
    const engineAlone = secondsOf(() => decideAll(quarter))
    const bars = quarter.bars.length
    return [
      benchRecord('entries-q1', entriesOf(summary), 'entries (default, vs reference)', referenceEntries),
      benchRecord('replay-q1', bars / seconds, 'bars/s', bars / engineAlone),
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** @throws Error unless every decision comes out equal */
function replayAll(db: string): void {
  const opened = openAuditReader(db)
  if (!opened.ok) throw new Error(opened.error.message)
  const report = replayDecisions(opened.value.engineInputs({}))
  opened.value.close()
  if (report.equal !== report.decisions || report.decisions === 0) throw new Error('the replay came out differently')
}

function entriesOf(summary: unknown): number {
  if (typeof summary !== 'object' || summary === null || !('entries' in summary)) throw new Error('a run has a summary')
  return Number(summary.entries)
}
