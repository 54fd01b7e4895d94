import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { genesisOf } from '../../../src-main/audit/chain.ts'
import { databaseId } from '../../../src-main/audit/format.ts'
import { splitRows } from '../../../src-main/audit/verify/ranges.ts'
import { rowsDone, shareWork, takeRangesOnWorker } from '../../../src-main/audit/verify/shared-work.ts'
import { type VerifyReport, verifyAudit } from '../../../src-main/audit/verify/verify.ts'
import { sessionId } from '../../../src-shared/domain/ids.ts'
import {
  copyAudit,
  openedAudit,
  randomNumbers,
  record,
  recordedAudit,
  rehash,
  renumber,
  swapNumbers,
  TemporaryFolder,
  tamper,
} from './audit-fixture.ts'
import { COLUMN_CHANGES } from './column-changes.ts'

let folder: TemporaryFolder
/** Ended in order; its last row is anchored. */
let ended: string
/** Ended early: anchored up to row 2,000. */
let open: string
let rows: number
beforeAll(() => {
  folder = new TemporaryFolder()
  ended = recordedAudit(folder, 450, 'ended.db')
  open = folder.file('open.db')
  const log = openedAudit(open)
  record(log, 400)
  log.close()
  rows = log.head().seq
})
afterAll(() => folder[Symbol.dispose]())

async function verified(file: string, threads = 1): Promise<VerifyReport> {
  const result = await verifyAudit(file, { threads })
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

let copies = 0
/** Changes a copy and verifies it. */
async function afterChange(file: string, change: (db: Database.Database) => void, threads = 1): Promise<VerifyReport> {
  const copy = copyAudit(file, folder.file(`copy-${copies++}.db`))
  tamper(copy, change)
  return verified(copy, threads)
}

describe('an untouched database', () => {
  test('is found whole', async () => {
    const report = await verified(ended)
    expect(report).toMatchObject({ ok: true, findings: [], unanchored: null, kind: 'replay' })
    expect(report.sentence).toMatch(/^2,\d+ rows: none altered, missing, inserted or out of order\./)
  })

  test('names the rows that are not anchored yet', async () => {
    const report = await verified(open)
    expect(report).toMatchObject({ ok: true, unanchored: { from: 2_001, to: rows } })
    expect(report.sentence).toMatch(/The last of 2 anchors is at row 2,000\. Rows 2,001–2,\d+ are not anchored yet\.$/)
  })

  test('is found whole by several threads', async () => {
    expect(await verified(ended, 3)).toEqual(await verified(ended))
  })

  test('is found whole while its owner goes on writing, ends, and carries the projections on', async () => {
    const file = folder.file('live.db')
    const log = openedAudit(file)
    record(log, 100)
    log.flush()
    const verifying = verifyAudit(file, { threads: 2 })
    record(log, 400, 2)
    log.append({ type: 'session-ended', payload: { reason: 'done' } })
    log.close()
    expect(await verifying).toMatchObject({ ok: true, value: { ok: true } })
  })

  test('reports its progress up to the last row', async () => {
    const seen: number[] = []
    await verifyAudit(ended, { onProgress: (done) => seen.push(done) })
    expect(seen.at(-1)).toBe((await verified(ended)).rows)
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
  })
})

describe('a changed row is found', () => {
  const random = randomNumbers(7)
  const sample = Array.from({ length: 2 }, () => 1 + Math.floor(random() * 2_000))

  test.each(COLUMN_CHANGES)('by its $column ($how)', async ({ change }) => {
    for (const seq of [1, ...sample]) {
      const report = await afterChange(ended, (db) => change(db, seq))
      expect(report.findings[0]).toMatchObject({ what: 'altered', seq })
    }
  })

  test.each([
    ['below the first', 'UPDATE events SET seq = -seq WHERE seq = ?', 'inserted', -1],
    ['beyond the last', 'UPDATE events SET seq = seq + 1000000 WHERE seq = ?', 'missing', 1],
  ])('by its number (%s)', async (_where, sql, what, sign) => {
    for (const seq of sample) {
      const report = await afterChange(ended, (db) => db.prepare(sql).run(seq))
      expect(report.findings[0]).toMatchObject({ what, seq: sign * seq })
    }
  })

  test('in the sentence, with its number', async () => {
    const report = await afterChange(ended, (db) => db.exec("UPDATE events SET payload = '{}' WHERE seq = 1234"))
    expect(report.sentence).toMatch(/^Row 1,234 is not what was written\./)
  })

  test('by threads as by one: the earliest of several', async () => {
    const change = (db: Database.Database) => db.exec('UPDATE events SET ts = ts + 1 WHERE seq IN (1777, 2001, 150)')
    const alone = await afterChange(ended, change)
    expect(alone.findings[0]).toMatchObject({ what: 'altered', seq: 150 })
    expect((await afterChange(ended, change, 3)).findings).toEqual(alone.findings)
  })
})

describe('a missing row is found', () => {
  test.each([1, 777, 1_000, 1_001])('when row %i is deleted', async (seq) => {
    const report = await afterChange(ended, (db) => db.prepare('DELETE FROM events WHERE seq = ?').run(seq))
    expect(report.findings[0]).toMatchObject({ what: 'missing', seq })
  })

  test('when many are deleted: which', async () => {
    const report = await afterChange(ended, (db) => db.exec('DELETE FROM events WHERE seq BETWEEN 900 AND 1100'))
    expect(report.sentence).toMatch(/^Rows 900–1,100 are missing\./)
  })

  test('when it is deleted and the rest renumbered', async () => {
    const report = await afterChange(ended, (db) => {
      db.exec('DELETE FROM events WHERE seq IN (500, 501)')
      renumber(db, 502, -2)
    })
    expect(report.findings[0]).toMatchObject({ what: 'missing', seq: 500 })
    expect(report.sentence).toMatch(/^2 rows are missing before row 500; the rest was renumbered\./)
  })

  test('at the border between two threads', async () => {
    const report = await afterChange(ended, (db) => db.exec('DELETE FROM events WHERE seq = 1000'), 2)
    expect(report.findings[0]).toMatchObject({ what: 'missing', seq: 1_000 })
  })
})

test.each([2, 640])('an inserted row is found at %i', async (seq) => {
  const report = await afterChange(ended, (db) => {
    renumber(db, seq, 1)
    db.prepare(
      "INSERT INTO events SELECT ?, ts, ex_ts, session, 'note', NULL, 1, '{}', hash FROM events WHERE seq = ?",
    ).run(seq, seq - 1)
  })
  expect(report.findings[0]).toMatchObject({ what: 'inserted', seq })
})

test('a row before the first is found', async () => {
  const report = await afterChange(ended, (db) =>
    db.exec(
      'INSERT INTO events SELECT 0, ts, ex_ts, session, type, symbol, v, payload, hash FROM events WHERE seq = 1',
    ),
  )
  expect(report.findings[0]).toMatchObject({ what: 'inserted', seq: 0 })
})

test.each([
  [10, 11],
  [10, 900],
  [1_999, 2_000],
])('rows %i and %i that changed places are found', async (first, second) => {
  const report = await afterChange(ended, (db) => swapNumbers(db, first, second))
  expect(report.findings[0]).toMatchObject({ what: 'reordered', seq: first })
})

test('rows whose contents changed places under their hashes are found', async () => {
  const report = await afterChange(ended, (db) => {
    const payload = db.prepare<[number], string>('SELECT payload FROM events WHERE seq = ?').pluck()
    const [a, b] = [payload.get(20), payload.get(23)]
    const write = db.prepare('UPDATE events SET payload = ? WHERE seq = ?')
    write.run(b, 20)
    write.run(a, 23)
  })
  expect(report.findings[0]?.seq).toBe(20)
})

describe('what the chain alone cannot show is found by the anchors', () => {
  test('a middle that was rewritten and hashed anew to the end', async () => {
    const report = await afterChange(ended, (db) => {
      db.exec(`UPDATE events SET payload = '{"text":"never happened"}' WHERE seq = 1500`)
      rehash(db, 1_500)
    })
    expect(report.findings[0]).toMatchObject({ what: 'rewritten', seq: 1_001 })
    expect(report.sentence).toMatch(/^Row 2,000 is not the one that was anchored: something in rows 1,001–2,000/)
  })

  test('a tail that was cut off behind an anchor', async () => {
    const report = await afterChange(ended, (db) => db.exec('DELETE FROM events WHERE seq > 2300'))
    expect(report.findings[0]).toMatchObject({ what: 'cut-off', seq: 2_301 })
    expect(report.sentence).toMatch(
      /^The database ends at row 2,300, but row 2,\d+ was anchored: its end was cut off\./,
    )
  })

  test('all rows gone', async () => {
    const report = await afterChange(ended, (db) => db.exec('DELETE FROM events'))
    expect(report.findings[0]).toMatchObject({ what: 'cut-off' })
  })

  test('but not rows rewritten after the last anchor, which the report names as unanchored', async () => {
    const report = await afterChange(open, (db) => {
      const bar = db.prepare<[], number>("SELECT min(seq) FROM events WHERE seq > 2100 AND type = 'bar'").pluck().get()
      db.prepare("UPDATE events SET payload = rtrim(payload, ']') || '0]' WHERE seq = ?").run(bar)
      rehash(db, 2_100)
    })
    expect(report).toMatchObject({ ok: true, unanchored: { from: 2_001, to: rows } })
  })
})

describe('an anchor file that was touched is found', () => {
  async function withAnchors(change: (lines: string[]) => string[]): Promise<VerifyReport> {
    const copy = copyAudit(ended, folder.file(`copy-${copies++}.db`))
    const anchors = `${copy}.anchors`
    const lines = readFileSync(anchors, 'utf8').split('\n').slice(0, -1)
    writeFileSync(
      anchors,
      change(lines)
        .map((line) => `${line}\n`)
        .join(''),
    )
    return verified(copy)
  }

  test.each<[string, (lines: string[]) => string[], string]>([
    ['a line that is no anchor', ([first, , ...rest]) => [first ?? '', 'nonsense', ...rest], 'anchors-damaged'],
    ['an empty line', (lines) => ['', ...lines], 'anchors-damaged'],
    ['lines in another order', (lines) => lines.toReversed(), 'anchors-damaged'],
    ['a missing line', ([first, , ...rest]) => [first ?? '', ...rest], 'anchors-removed'],
    ['another hash', (lines) => lines.map((line) => line.replace(/"hash":"../, '"hash":"00')), 'rewritten'],
    ['another database', (lines) => lines.map((line) => line.replace('replay-', 'live-')), 'anchors-foreign'],
  ])('%s', async (_what, change, finding) => {
    const { findings } = await withAnchors(change)
    expect(findings.map(({ what }) => what)).toContain(finding)
  })

  test('half a line at its end is not: a crash leaves that', async () => {
    const copy = copyAudit(ended, folder.file(`copy-${copies++}.db`))
    appendFileSync(`${copy}.anchors`, '{"db":"repl')
    expect(await verified(copy)).toMatchObject({ ok: true })
  })

  test('anchors of an earlier session are missed when a later one stands in the database', async () => {
    const file = folder.file('two-sessions.db')
    const first = openedAudit(file)
    record(first, 5)
    first.append({ type: 'session-ended', payload: { reason: 'done' } })
    first.close()
    const second = openedAudit(file, { session: sessionId('session-2') })
    second.close()
    rmSync(`${file}.anchors`)
    expect((await verified(file)).findings.map(({ what }) => what)).toEqual(['anchors-removed'])
  })
})

describe('what a database says of itself is checked', () => {
  test.each([
    ['another kind', "UPDATE meta SET kind = 'live'"],
    ['another id', "UPDATE meta SET database_id = 'replay-other'"],
    ['another genesis', 'UPDATE meta SET genesis = zeroblob(32)'],
  ])('%s is found', async (_what, sql) => {
    const { findings } = await afterChange(ended, (db) => db.exec(sql))
    expect(findings.map(({ what }) => what)).toContain('meta')
  })

  test('a trigger that is gone is found', async () => {
    const copy = copyAudit(ended, folder.file(`copy-${copies++}.db`))
    tamper(copy, () => {})
    expect((await verified(copy)).ok).toBe(true)
    const { default: Sqlite } = await import('better-sqlite3')
    const db = new Sqlite(copy)
    db.exec('DROP TRIGGER events_no_delete')
    db.close()
    expect((await verified(copy)).findings).toMatchObject([{ what: 'schema' }])
  })
})

test('a worker thread finds what this one finds', async () => {
  const copy = copyAudit(ended, folder.file(`copy-${copies++}.db`))
  tamper(copy, (db) => db.exec('UPDATE events SET ts = ts + 1 WHERE seq IN (2001, 1700)'))
  const genesis = genesisOf(databaseId('replay', '00000000-0000-4000-8000-000000000001'))
  const work = shareWork(copy, 2_500, 2, { genesis, projections: true })
  expect(await takeRangesOnWorker(work)).toMatchObject({ chain: { what: 'altered', seq: 1_700 }, projection: null })
  expect(rowsDone(work)).toBe(1_000)
})

test('rows are split among threads without a gap, whatever their number', () => {
  for (const last of [0, 1, 999, 1_000, 1_001, 2_500, 10_000]) {
    for (const parts of [1, 2, 3, 8]) {
      const ranges = splitRows(last, parts)
      expect(ranges[0]?.from).toBe(1)
      expect(ranges.at(-1)?.to).toBe(last)
      expect(ranges.slice(1).map(({ from }) => from)).toEqual(ranges.slice(0, -1).map(({ to }) => to + 1))
    }
  }
})
