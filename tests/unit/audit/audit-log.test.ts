import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { RETRY_MS } from '../../../src-main/audit/audit-log.ts'
import { verifyAudit } from '../../../src-main/audit/verify/verify.ts'
import type { AuditWriteError } from '../../../src-main/audit/write-error.ts'
import { sessionId, ticker } from '../../../src-shared/domain/ids.ts'
import { utcMs } from '../../../src-shared/domain/time.ts'
import { barAt, openedAudit, randomNumbers, record, testFolder } from './audit-fixture.ts'

const bar = barAt(0, randomNumbers(1))
const barEvent = { type: 'bar', payload: bar, symbol: ticker('AAPL'), exTs: bar.start } as const

/** What another process would see now. */
function committed(file: string): { seq: number; type: string }[] {
  const db = new Database(file, { readonly: true })
  const rows = db.prepare<[], { seq: number; type: string }>('SELECT seq, type FROM events ORDER BY seq').all()
  db.close()
  return rows
}

const anchoredSeqs = (file: string): number[] =>
  existsSync(`${file}.anchors`)
    ? readFileSync(`${file}.anchors`, 'utf8')
        .trim()
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line).seq)
    : []

describe('the order of events', () => {
  test('a session begins with its start, committed when the log is open', () => {
    const folder = testFolder()
    const log = openedAudit(folder.file())
    expect(committed(folder.file())).toEqual([{ seq: 1, type: 'session-started' }])
    log.close()
  })

  test('batched events wait for the flush, and a durable one takes those before it along', () => {
    const folder = testFolder()
    const log = openedAudit(folder.file())
    log.append(barEvent)
    log.append(barEvent)
    expect(committed(folder.file())).toHaveLength(1)
    log.append({ type: 'note', payload: { text: 'durable' } })
    expect(committed(folder.file()).map(({ type }) => type)).toEqual(['session-started', 'bar', 'bar', 'note'])
    log.append(barEvent)
    log.flush()
    expect(committed(folder.file()).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5])
    log.close()
  })

  test('any event can be made durable', () => {
    const folder = testFolder()
    const log = openedAudit(folder.file())
    log.appendDurable(barEvent)
    expect(committed(folder.file()).at(-1)).toEqual({ seq: 2, type: 'bar' })
    log.close()
  })

  test('many batched events are flushed without being asked', () => {
    const folder = testFolder()
    const log = openedAudit(folder.file())
    for (let count = 0; count < 5_000; count++) log.append(barEvent)
    expect(committed(folder.file()).length).toBeGreaterThan(4_000)
    log.close()
    expect(committed(folder.file())).toHaveLength(5_001)
  })

  test('the head is the last committed row', () => {
    const folder = testFolder()
    const log = openedAudit(folder.file())
    log.append(barEvent)
    expect(log.head().seq).toBe(1)
    log.flush()
    expect(log.head().seq).toBe(2)
    expect(log.head().hash).toMatch(/^[0-9a-f]{64}$/)
    log.close()
  })

  test('each event keeps its session, symbol and both times', () => {
    const folder = testFolder()
    const log = openedAudit(folder.file(), { session: sessionId('s-7'), clock: { now: () => utcMs(42) } })
    log.append(barEvent)
    log.close()
    const db = new Database(folder.file(), { readonly: true })
    expect(db.prepare('SELECT ts, ex_ts, session, symbol, v FROM events WHERE seq = 2').get()).toEqual({
      ...{ ts: 42, ex_ts: bar.start, session: 's-7', symbol: 'AAPL', v: 1 },
    })
    db.close()
  })
})

describe('anchors', () => {
  test('each thousandth row and the end of the session are anchored', () => {
    const folder = testFolder()
    const log = openedAudit(folder.file())
    record(log, 600)
    log.append({ type: 'session-ended', payload: { reason: 'done' } })
    log.close()
    const last = committed(folder.file()).length
    expect(anchoredSeqs(folder.file())).toEqual([1_000, 2_000, 3_000, last])
  })

  test('no anchor is written before its row is committed', () => {
    const folder = testFolder()
    const log = openedAudit(folder.file())
    for (let count = 0; count < 1_500; count++) log.append(barEvent)
    expect(anchoredSeqs(folder.file())).toEqual([])
    log.flush()
    expect(anchoredSeqs(folder.file())).toEqual([1_000])
    log.close()
  })

  test('a session that ended early is anchored by the next one before it adds a row', () => {
    const folder = testFolder()
    const first = openedAudit(folder.file())
    record(first, 3)
    first.close()
    const last = committed(folder.file()).length
    const second = openedAudit(folder.file(), { session: sessionId('session-2') })
    expect(anchoredSeqs(folder.file())).toEqual([last])
    second.close()
  })

  test.each([0, 1, 3])(
    'anchors after the first %i that a crash kept from being written are made up for',
    async (kept) => {
      const folder = testFolder()
      const first = openedAudit(folder.file())
      for (let count = 0; count < 3_456; count++) first.append(barEvent)
      first.close()
      const anchors = `${folder.file()}.anchors`
      const lines = readFileSync(anchors, 'utf8').split('\n').slice(0, kept)
      writeFileSync(anchors, lines.map((line) => `${line}\n`).join(''))
      openedAudit(folder.file(), { session: sessionId('session-2') }).close()
      expect(anchoredSeqs(folder.file())).toEqual([1_000, 2_000, 3_000, 3_457])
      expect(await verifyAudit(folder.file())).toMatchObject({ ok: true, value: { ok: true } })
    },
  )

  test('half a line that a crash left behind is dropped by the next owner', async () => {
    const folder = testFolder()
    const first = openedAudit(folder.file())
    for (let count = 0; count < 1_000; count++) first.append(barEvent)
    first.close()
    const anchors = `${folder.file()}.anchors`
    const { appendFileSync } = await import('node:fs')
    appendFileSync(anchors, '{"db":"replay-0000')
    expect((await verifyAudit(folder.file())).ok).toBe(true)
    openedAudit(folder.file(), { session: sessionId('session-2') }).close()
    expect(anchoredSeqs(folder.file())).toEqual([1_000, 1_001])
  })
})

describe('a log that cannot be written', () => {
  /** Lets a second writer push in a row, as only something that ignores the ownership can. */
  function intrude(file: string): void {
    const db = new Database(file)
    const { seq } = db.prepare('SELECT max(seq) AS seq FROM events').get() as { seq: number }
    db.prepare("INSERT INTO events VALUES (?, 1, NULL, 's', 'note', NULL, 1, '{}', zeroblob(32))").run(seq + 1)
    db.close()
  }

  test('says so when something else has written, and takes nothing from then on', () => {
    const folder = testFolder()
    const failures: AuditWriteError[] = []
    const log = openedAudit(folder.file(), { onFailure: (error) => failures.push(error) })
    intrude(folder.file())
    const written = log.append({ type: 'note', payload: { text: 'x' } })
    expect(written).toMatchObject({ ok: false, error: { code: 'foreign-writer' } })
    expect(log.append(barEvent)).toMatchObject({ ok: false, error: { code: 'foreign-writer' } })
    expect(log.flush()).toMatchObject({ ok: false, error: { code: 'foreign-writer' } })
    expect(failures.map(({ code }) => code)).toEqual(['foreign-writer'])
    log.close()
    expect(committed(folder.file())).toHaveLength(2)
  })

  test('waits while something else holds the lock, loses nothing and keeps the order', () => {
    const folder = testFolder()
    let now = 0
    const log = openedAudit(folder.file(), { monotonic: () => now })
    const changes: (string | null)[] = []
    log.onFailureChange(() => changes.push(log.failure?.code ?? null))
    const other = new Database(folder.file())
    other.exec('BEGIN IMMEDIATE')
    log.append(barEvent)
    expect(log.flush()).toMatchObject({ ok: false, error: { code: 'busy' } })
    expect(log.failure).toMatchObject({ code: 'busy' })
    expect(log.append({ type: 'note', payload: { text: 'refused' } })).toMatchObject({ ok: false })
    expect(log.append(barEvent)).toEqual({ ok: true, value: null })
    other.exec('ROLLBACK')
    other.close()
    now += RETRY_MS
    expect(log.flush()).toEqual({ ok: true, value: null })
    expect(log.failure).toBeNull()
    expect(changes).toEqual(['busy', null])
    log.close()
    expect(committed(folder.file()).map(({ type }) => type)).toEqual(['session-started', 'bar', 'bar'])
  })

  test('is not tried again before a second has passed: who waits for an answer has it at once', () => {
    const folder = testFolder()
    let now = 0
    const log = openedAudit(folder.file(), { monotonic: () => now })
    const other = new Database(folder.file())
    other.exec('BEGIN IMMEDIATE')
    expect(log.append({ type: 'note', payload: { text: 'x' } }).ok).toBe(false)
    other.exec('ROLLBACK')
    other.close()
    now += RETRY_MS - 1
    expect(log.append({ type: 'note', payload: { text: 'x' } })).toMatchObject({ ok: false, error: { code: 'busy' } })
    now += 1
    expect(log.append({ type: 'note', payload: { text: 'x' } }).ok).toBe(true)
    log.close()
    expect(committed(folder.file())).toHaveLength(2)
  })

  test('is tried once more when it is closed, and says whether all of it is on the disk', () => {
    const folder = testFolder()
    const complete: boolean[] = []
    const log = openedAudit(folder.file(), { monotonic: () => 0, onClosed: (whole) => complete.push(whole) })
    const other = new Database(folder.file())
    other.exec('BEGIN IMMEDIATE')
    log.append(barEvent)
    log.flush()
    other.exec('ROLLBACK')
    other.close()
    log.close()
    expect(complete).toEqual([true])
    expect(committed(folder.file())).toHaveLength(2)
  })

  test('answers in milliseconds while another process holds its lock', () => {
    const folder = testFolder()
    const log = openedAudit(folder.file())
    const other = new Database(folder.file())
    other.exec('BEGIN IMMEDIATE')
    const began = performance.now()
    expect(log.append({ type: 'note', payload: { text: 'x' } }).ok).toBe(false)
    expect(performance.now() - began).toBeLessThan(100)
    other.close()
    log.close()
  })

  test('takes several rows together or none of them', () => {
    const folder = testFolder()
    let now = 0
    const log = openedAudit(folder.file(), { monotonic: () => now })
    const row = { exTs: null, type: 'note', symbol: null, v: 1, payload: '{"text":"x"}' }
    expect(log.appendRows([row, { ...row, exTs: 0.5 }])).toMatchObject({ ok: false, error: { code: 'bad-event' } })
    const other = new Database(folder.file())
    other.exec('BEGIN IMMEDIATE')
    expect(log.appendRows([row, row])).toMatchObject({ ok: false, error: { code: 'busy' } })
    other.exec('ROLLBACK')
    other.close()
    expect(log.uncommitted).toEqual([])
    now += RETRY_MS
    expect(log.appendRows([row, row, row]).ok).toBe(true)
    log.close()
    expect(committed(folder.file())).toHaveLength(4)
  })

  test('refuses an event without a canonical form and goes on', () => {
    const folder = testFolder()
    const log = openedAudit(folder.file())
    const broken = { type: 'bar', payload: bar, exTs: utcMs(0.5) } as const
    expect(log.append(broken)).toMatchObject({ ok: false, error: { code: 'bad-event' } })
    expect(log.append(barEvent)).toEqual({ ok: true, value: null })
    log.close()
  })

  test('refuses everything once it is closed', () => {
    const folder = testFolder()
    const log = openedAudit(folder.file())
    log.close()
    expect(log.append(barEvent)).toMatchObject({ ok: false, error: { code: 'closed' } })
    expect(log.flush()).toMatchObject({ ok: false, error: { code: 'closed' } })
    expect(log.close()).toMatchObject({ ok: false, error: { code: 'closed' } })
  })
})

test('a closed database leaves no WAL behind, and what was written verifies', async () => {
  const folder = testFolder()
  const log = openedAudit(folder.file())
  record(log, 30)
  log.append({ type: 'session-ended', payload: { reason: 'done' } })
  log.close()
  expect(existsSync(`${folder.file()}-wal`)).toBe(false)
  expect(await verifyAudit(folder.file())).toMatchObject({ ok: true, value: { ok: true, unanchored: null } })
})
