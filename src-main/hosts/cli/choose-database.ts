import { existsSync, statSync } from 'node:fs'
import { DATABASE_KINDS, databaseFile } from './data-files.ts'
import { CommandFailure } from './exit-codes.ts'
import type { Terminal } from './output/terminal.ts'

/** The flag of every command that reads an audit, as commander takes it. */
export const DATABASE_FLAG = ['--db <file>', 'the audit database; by default the one written last'] as const

/**
 * The database that a reading command means: the one it names, or else the one written last of those that runs write by
 * themselves.
 * @throws CommandFailure when none is named and none is there.
 */
export function chooseDatabase(named: string | undefined, terminal: Terminal): string {
  if (named !== undefined) return named
  const files = DATABASE_KINDS.map(databaseFile).filter((file) => existsSync(file))
  const newest = files.toSorted((a, b) => lastWritten(b) - lastWritten(a))[0]
  if (newest === undefined) {
    throw new CommandFailure('Nothing has been recorded yet: run something first, or name a database with --db.')
  }
  terminal.note(`reading ${newest}, the audit written last (--db names another)`)
  return newest
}

/** What is not checkpointed yet stands in the write-ahead log beside the file. */
function lastWritten(file: string): number {
  const wal = `${file}-wal`
  return Math.max(statSync(file).mtimeMs, existsSync(wal) ? statSync(wal).mtimeMs : 0)
}
