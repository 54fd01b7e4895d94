/**
 * A process whose audit takes nothing any more while it looks after a position of an account, and that kills itself:
 * `kept-facts.ts DATABASE HOW COUNT WHEN FILLER`. It prints what it knew last.
 * - HOW: `locked`, something else holds the database's lock; `full`, its disk is filled up by FILLER.
 * - COUNT: how many facts come about meanwhile.
 * - WHEN: `kept`, right after the last of them; `committed`, when the database has taken the first of them again;
 *   `written`, when it has taken all of them; `imported`, instead of all that: brings in what it finds, and dies before
 *   the file goes.
 */
import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import Database from 'better-sqlite3'
import { RETRY_MS } from '../../../src-main/audit/audit-log.ts'
import { openAuditReader } from '../../../src-main/audit/audit-reader.ts'
import { findEmergencies } from '../../../src-main/audit/emergency/find-emergency.ts'
import { openAudit } from '../../../src-main/audit/open-audit.ts'
import { bringInEmergencies } from '../../../src-main/session/bring-in-emergencies.ts'
import { sessionId } from '../../../src-shared/domain/ids.ts'
import { utcMs } from '../../../src-shared/domain/time.ts'
import { ACCOUNT_BOOK, entered, LIVE_DAY, LiveLog, meanwhile, plain } from './live-log.ts'

const [database = '', how = 'locked', count = '1', when = 'kept', filler = ''] = process.argv.slice(2)
const die = (): void => void process.kill(process.pid, 'SIGKILL')

if (when === 'imported') importAndDie()
else loseTheDisk()

function loseTheDisk(): void {
  let skipped = 0
  const machineTime = performance.now.bind(performance)
  performance.now = () => machineTime() + skipped
  const live = new LiveLog(database)
  const { log } = live.started
  live.record({ kind: 'day-started', day: LIVE_DAY }, ...entered(ACCOUNT_BOOK, 'held', 'AAPL'))
  const giveBack = how === 'locked' ? lock() : fill()
  for (let number = 0; number < Number(count); number++) live.record(meanwhile(number))
  writeSync(
    1,
    `${JSON.stringify({ knew: plain(live.state), file: live.started.emergency.state, failure: log.failure })}\n`,
  )
  if (when !== 'kept') {
    giveBack()
    skipped += RETRY_MS
    if (when === 'committed') {
      log.onFailureChange(() => {
        if (log.failure === null) die()
      })
    }
    live.writer.retry()
  }
  die()
}

function lock(): () => void {
  const other = new Database(database)
  other.exec('BEGIN IMMEDIATE')
  return () => void other.close()
}

function fill(): () => void {
  const fd = openSync(filler, 'w')
  try {
    for (const size of [65_536, 512]) {
      try {
        for (;;) writeSync(fd, Buffer.alloc(size, 1))
      } catch {
        // It is full for pieces of this size.
      }
    }
  } finally {
    closeSync(fd)
  }
  return () => rmSync(filler)
}

function importAndDie(): void {
  const opened = openAudit(database, {
    kind: 'live',
    session: sessionId('dies-importing'),
    start: { app: 'test', source: 'test' },
    clock: { now: () => utcMs(Date.now()) },
    uniqueId: () => 'x',
  })
  const reader = openAuditReader(database)
  if (!opened.ok || !reader.ok) throw new Error('the database cannot be opened')
  const log = opened.value
  bringInEmergencies(
    {
      appendRows(rows) {
        const written = log.appendRows(rows)
        die()
        return written
      },
    },
    reader.value,
    findEmergencies(database, log.database),
  )
}
