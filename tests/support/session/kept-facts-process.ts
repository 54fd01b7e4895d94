import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import type { EmergencyState } from '../../../src-main/audit/emergency/emergency-file.ts'
import type { AuditWriteError } from '../../../src-main/audit/write-error.ts'
import { faultsOf, journalOf } from './audit-folder.ts'
import { LiveLog, plain } from './live-log.ts'

const PROGRAM = fileURLToPath(new URL('./kept-facts.ts', import.meta.url))

export interface KeptFacts {
  readonly database: string
  readonly how: 'locked' | 'full'
  readonly count: number
  readonly when: 'kept' | 'committed' | 'written' | 'imported'
  /** Fills the disk of the database. */
  readonly filler?: string
  /** The folder for temporary files. */
  readonly temporary: string
}

/** What the process knew when it died. */
export interface Known {
  readonly knew: string
  readonly file: EmergencyState
  readonly failure: AuditWriteError | null
}

/** Runs `kept-facts.ts` until it has killed itself. @returns null when it had nothing to say */
export function keepUntilKilled({ database, how, count, when, filler = '', temporary }: KeptFacts): Known | null {
  mkdirSync(temporary, { recursive: true })
  const ran = spawnSync(process.execPath, [PROGRAM, database, how, `${count}`, when, filler], {
    encoding: 'utf8',
    env: { ...process.env, TMPDIR: temporary },
  })
  if (ran.signal !== 'SIGKILL') throw new Error(`it ended by itself: ${ran.stderr}`)
  return ran.stdout === '' ? null : JSON.parse(ran.stdout)
}

/** What the next start knows. */
export function knownAgain(database: string): string {
  const live = new LiveLog(database)
  const knows = plain(live.state)
  live.close()
  return knows
}

/** Facts that were kept are known to the next start as to the process that kept them, each once. */
export async function expectEverythingBack(facts: KeptFacts): Promise<void> {
  const { database } = facts
  const before = keepUntilKilled(facts)
  const knows = knownAgain(database)
  expect(knows).toBe(before?.knew)
  const journal = journalOf(database)
  expect(new Set(journal.map((event) => JSON.stringify(event))).size).toBe(journal.length)
  expect(knownAgain(database)).toBe(knows)
  expect(journalOf(database)).toEqual(journal)
  expect(await faultsOf(database)).toEqual([])
}
