import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { RETRY_MS } from '../../../src-main/audit/audit-log.ts'
import { AuditRecorder } from '../../../src-main/session/audit-recorder.ts'
import { storedRequest } from '../../../src-main/session/exchange-requests.ts'
import { utcMs } from '../../../src-shared/domain/time.ts'
import { type AuditFolder, auditFolder, journalOf, payloadsOf, rowsOf } from '../../support/session/audit-folder.ts'
import { ACCOUNT_BOOK, entered, LIVE_DAY, LiveLog, meanwhile, plain, stagedIn } from '../../support/session/live-log.ts'

let folder: AuditFolder
let database: string
beforeEach(() => {
  folder = auditFolder()
  database = folder.file('live')
  vi.useFakeTimers({ toFake: ['performance'] })
})
afterEach(() => {
  vi.useRealTimers()
  folder.remove()
})

const file = (): string => `${database}.emergency`

/** A session that looks after a position, and what gives it its database back. */
function locked() {
  const live = new LiveLog(database)
  live.record({ kind: 'day-started', day: LIVE_DAY }, ...entered(ACCOUNT_BOOK, 'held', 'AAPL'))
  const other = new Database(database)
  other.exec('BEGIN IMMEDIATE')
  const giveBack = (): void => {
    other.close()
    vi.advanceTimersByTime(RETRY_MS)
  }
  return { live, other, giveBack }
}

const request = { kind: 'cancel', client: 1, orderId: 7 } as const

describe('while something else holds the lock of the audit', () => {
  test('nothing that adds exposure happens, everything else does, each within milliseconds', () => {
    const { live, giveBack } = locked()
    const took = Array.from({ length: 25 }, (_, number) => {
      const began = process.hrtime.bigint()
      expect(live.record(meanwhile(number))).toBe(true)
      return Number(process.hrtime.bigint() - began) / 1e6
    })
    expect(took.toSorted((a, b) => a - b)[12]).toBeLessThan(50)
    expect(live.record({ kind: 'order-staged', staged: stagedIn(ACCOUNT_BOOK, 'next', 'NVDA') })).toBe(false)
    expect(live.started.emergency.state).toMatchObject({ path: file(), inMemory: 0, problem: null })
    giveBack()
    live.close()
  })

  test('what was kept is written in its order when it can be, and the file goes', () => {
    const { live, giveBack } = locked()
    for (let number = 0; number < 8; number++) live.record(meanwhile(number))
    const kept = [...live.writer.unwritten]
    expect(kept).toHaveLength(8)
    expect(live.started.emergency.state.rows).toBe(9)
    giveBack()
    expect(live.writer.retry()).toBe(true)
    expect(live.started.emergency.state).toMatchObject({ rows: 0, path: null })
    expect(live.started.emergency.sentence).toBeNull()
    expect(journalOf(database).slice(-8)).toEqual(kept)
    live.close()
    expect(existsSync(file())).toBe(false)
  })

  test('a session that ends meanwhile leaves the file for the next one, which knows the same', () => {
    const { live, giveBack } = locked()
    for (let number = 0; number < 8; number++) live.record(meanwhile(number))
    live.close()
    giveBack()
    const next = new LiveLog(database)
    expect(plain(next.state)).toBe(plain(live.state))
    next.close()
    expect(existsSync(file())).toBe(false)
  })

  test('what waits in memory is put on the disk as soon as that is noticed, and nothing that has not happened', () => {
    const { live, giveBack } = locked()
    live.record(meanwhile(3))
    live.started.log.flush()
    expect(live.started.emergency.state.rows).toBe(2)
    live.record({ kind: 'order-staged', staged: stagedIn(ACCOUNT_BOOK, 'next', 'NVDA') })
    expect(live.started.emergency.state.rows).toBe(2)
    giveBack()
    live.close()
  })

  test('a decision to enter that is the first thing not to be taken is in no file', () => {
    const { live, giveBack } = locked()
    expect(live.record({ kind: 'order-staged', staged: stagedIn(ACCOUNT_BOOK, 'next', 'NVDA') })).toBe(false)
    expect(live.started.emergency.state.rows).toBe(1)
    live.close()
    giveBack()
    const next = new LiveLog(database)
    expect(next.state.brackets.size).toBe(1)
    next.close()
  })

  test('requests to exchanges of our own are kept as well, and come back as those of the one or the other', () => {
    const { live, giveBack } = locked()
    const { log, emergency } = live.started
    const recorder = new AuditRecorder(log, { onFailure: 'go-on', emergency })
    live.record(meanwhile(0))
    expect(recorder.append(storedRequest('dry-run', request, LIVE_DAY.open))).toBe(true)
    expect(recorder.append(storedRequest('gateway', request, LIVE_DAY.open))).toBe(true)
    live.close()
    giveBack()
    const next = new LiveLog(database)
    const { past } = next.started
    const rows = [...(past?.rows() ?? [])].filter(({ kind }) => kind === 'request')
    expect(rows).toEqual([
      { kind: 'request', time: LIVE_DAY.open, exchange: 'dry-run', request },
      { kind: 'request', time: LIVE_DAY.open, exchange: 'gateway', request },
    ])
    expect([...(past?.gatewayRequests() ?? [])]).toMatchObject([{ time: LIVE_DAY.open, request }])
    next.close()
  })
})

describe('a recorder', () => {
  const symbols = { kind: 'symbols', add: [], remove: [], traded: [] } as const

  test('ends a session that nobody looks after', () => {
    const { live, giveBack } = locked()
    const recorder = new AuditRecorder(live.started.log)
    expect(recorder.input(symbols, utcMs(1))).toBe(true)
    expect(() => recorder.flush()).toThrow(/cannot be written/)
    expect(() => recorder.input(symbols, utcMs(1))).toThrow(/cannot be written/)
    giveBack()
    live.close()
  })

  test('of one that goes on says that it fails, has no gap, and says when it does not fail any more', () => {
    const { live, giveBack } = locked()
    const recorder = new AuditRecorder(live.started.log, { onFailure: 'go-on' })
    const heard: (string | undefined)[] = []
    const end = recorder.onFailureChange(() => heard.push(recorder.failure?.code))
    expect(recorder.input(symbols, utcMs(1))).toBe(true)
    expect(recorder.flush()).toBe(false)
    expect(recorder.input(symbols, utcMs(1))).toBe(true)
    expect(recorder.gap).toBeNull()
    giveBack()
    expect(recorder.flush()).toBe(true)
    expect(heard).toEqual(['busy', undefined])
    end()
    live.close()
    expect(rowsOf(database, (type) => type === 'symbols')).toHaveLength(2)
  })

  test('has a gap from the first input on that the audit does not take at all; facts of trading are kept still', () => {
    const { live, other, giveBack } = locked()
    const recorder = new AuditRecorder(live.started.log, { onFailure: 'go-on' })
    other.exec("INSERT INTO events VALUES (99, 1, NULL, 's', 'note', NULL, 1, '{}', zeroblob(32)); COMMIT")
    expect(recorder.input(symbols, utcMs(1))).toBe(true)
    expect(recorder.flush()).toBe(false)
    expect(recorder.gap).toBeNull()
    expect(recorder.input(symbols, utcMs(2))).toBe(false)
    expect(recorder.gap).toMatchObject({ code: 'foreign-writer' })
    giveBack()
    expect(recorder.input(symbols, utcMs(3))).toBe(false)
    expect([live.record(meanwhile(0)), live.record(meanwhile(2))]).toEqual([true, true])
    expect(live.started.emergency.state).toMatchObject({ path: file(), inMemory: 0 })
    expect(live.record({ kind: 'order-staged', staged: stagedIn(ACCOUNT_BOOK, 'next', 'NVDA') })).toBe(false)
    live.close()
  })
})

test('a file that is no emergency file never stops a start, and is kept', () => {
  const { live, giveBack } = locked()
  giveBack()
  live.close()
  writeFileSync(file(), 'nonsense\n', { mode: 0o600 })
  mkdirSync(`${file()}.aside-1`)
  const next = new LiveLog(database)
  expect(plain(next.state)).toBe(plain(live.state))
  next.close()
  expect(payloadsOf(database, 'emergency-imported')).toMatchObject([{ imported: 0, problem: expect.any(String) }])
  expect(payloadsOf(database, 'note').at(-1)?.text).toContain('live.db.emergency.aside-2')
})
