import { copyFileSync, existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, vi } from 'vitest'
import { RETRY_MS } from '../../../src-main/audit/audit-log.ts'
import { runs } from '../properties.ts'
import { type AuditFolder, faultsOf, journalOf } from './audit-folder.ts'
import { ACCOUNT_BOOK, entered, LIVE_DAY, LiveLog, meanwhile, plain } from './live-log.ts'

type Step = 'fact' | 'lock' | 'unlock' | 'wait' | 'flush' | 'die' | 'end'
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.constant('fact' as const) },
  { weight: 6, arbitrary: fc.constantFrom('lock', 'unlock', 'wait', 'flush') },
  { weight: 1, arbitrary: fc.constantFrom('die', 'end') },
)

/** A cockpit over its processes, on an audit whose lock something else holds now and then. */
class Life {
  database: string
  live: LiveLog
  private number = 0
  private copies = 0
  private other: Database.Database | null = null
  private readonly folder: AuditFolder
  private readonly name: string

  constructor(folder: AuditFolder, name: string) {
    this.folder = folder
    this.name = name
    this.database = folder.file(name)
    this.live = new LiveLog(this.database)
    this.live.record({ kind: 'day-started', day: LIVE_DAY }, ...entered(ACCOUNT_BOOK, 'held', 'AAPL'))
    this.live.started.log.flush()
  }

  take(step: Step): void {
    const { log } = this.live.started
    switch (step) {
      case 'fact':
        this.number += 1
        this.live.record(meanwhile(this.number))
        return
      case 'lock':
        if (this.other !== null) return
        this.other = new Database(this.database)
        this.other.exec('BEGIN IMMEDIATE')
        return
      case 'unlock':
        this.unlock()
        return
      case 'wait':
        vi.advanceTimersByTime(RETRY_MS)
        this.live.writer.retry()
        return
      case 'flush':
        log.flush()
        return
      case 'die':
        this.die()
        return
      case 'end':
        this.unlock()
        this.live.close()
        this.begin()
    }
  }

  /** What waits in memory while the audit takes everything is lost with a process; it is not what this is about. */
  private die(): void {
    this.live.started.log.flush()
    const copy = this.folder.file(`${this.name}-${++this.copies}`)
    for (const suffix of ['', '-wal', '.anchors', '.emergency']) {
      if (existsSync(this.database + suffix)) copyFileSync(this.database + suffix, copy + suffix)
    }
    const before = this.live
    this.unlock()
    before.close()
    this.database = copy
    this.begin(before)
  }

  private begin(before = this.live): void {
    this.live = new LiveLog(this.database)
    expect(plain(this.live.state)).toBe(plain(before.state))
  }

  private unlock(): void {
    this.other?.close()
    this.other = null
  }
}

/**
 * Lets an audit be locked, and its process die, in many ways: the next process knows what the one before knew, and has
 * each fact once. The caller has faked `performance`.
 */
export async function surviveLocks(folder: AuditFolder, lives: number, seed?: number): Promise<void> {
  let lived = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), async (steps) => {
      lived += 1
      const life = new Life(folder, `life-${lived}`)
      for (const each of [...steps, 'die', 'end'] as const) life.take(each)
      life.live.close()
      const journal = journalOf(life.database).map((event) => JSON.stringify(event))
      expect(new Set(journal).size).toBe(journal.length)
      expect(await faultsOf(life.database)).toEqual([])
    }),
    runs(lives, seed),
  )
}
