import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type VerifyReport, verifyAudit } from '../../src-main/audit/verify/verify.ts'
import {
  copyAudit,
  randomNumbers,
  recordedAudit,
  rehash,
  renumber,
  swapNumbers,
  TemporaryFolder,
  tamper,
} from '../unit/audit/audit-fixture.ts'
import { COLUMN_CHANGES } from '../unit/audit/column-changes.ts'

/** Rows that are drawn for each way of tampering. */
const DRAWN = 1_000

let folder: TemporaryFolder
let file: string
let rows: number
beforeAll(() => {
  folder = new TemporaryFolder()
  file = recordedAudit(folder, 220)
  const db = new Database(file, { readonly: true })
  rows = db.prepare<[], number>('SELECT max(seq) FROM events').pluck().get() ?? 0
  db.close()
})
afterAll(() => folder[Symbol.dispose]())

/** Draws rows from `from` on, the same in each run. */
function drawn(seed: number, from = 1, to = rows): number[] {
  const random = randomNumbers(seed)
  return Array.from({ length: DRAWN }, () => from + Math.floor(random() * (to - from + 1)))
}

async function afterChange(change: (db: Database.Database) => void): Promise<VerifyReport> {
  const copy = copyAudit(file, folder.file('copy.db'))
  tamper(copy, change)
  const verified = await verifyAudit(copy)
  if (!verified.ok) throw new Error(verified.error.message)
  return verified.value
}

describe(`each of ${DRAWN} random rows`, () => {
  test.each(COLUMN_CHANGES)('is found by a change of its $column ($how)', async ({ change }) => {
    for (const seq of drawn(1)) {
      const [first] = (await afterChange((db) => change(db, seq))).findings
      expect(first).toMatchObject({ what: 'altered', seq })
    }
  })

  test('is found by a change of its seq', async () => {
    for (const seq of drawn(9, 1, rows - 1)) {
      const report = await afterChange((db) =>
        db.prepare('UPDATE events SET seq = seq + 1000000 WHERE seq = ?').run(seq),
      )
      expect(report.findings[0]).toMatchObject({ what: 'missing', seq })
    }
  })

  test('is found when it is deleted', async () => {
    for (const seq of drawn(2, 1, rows - 1)) {
      const [first] = (await afterChange((db) => db.prepare('DELETE FROM events WHERE seq = ?').run(seq))).findings
      expect(first).toMatchObject({ what: 'missing', seq })
    }
  })

  test('is found when it is deleted and the rest renumbered', async () => {
    for (const seq of drawn(3, 1, rows - 2).slice(0, 200)) {
      const report = await afterChange((db) => {
        db.prepare('DELETE FROM events WHERE seq = ?').run(seq)
        renumber(db, seq + 1, -1)
      })
      expect(report.findings[0]).toMatchObject({ what: 'missing', seq })
    }
  })

  test('is found when it changes places with another', async () => {
    const others = drawn(5)
    for (const [index, seq] of drawn(4).entries()) {
      const other = others[index] ?? 1
      if (other === seq) continue
      const report = await afterChange((db) => swapNumbers(db, seq, other))
      expect(report.findings[0]?.seq).toBe(Math.min(seq, other))
    }
  })

  test('is found when it is a copy of another that was pushed in', async () => {
    for (const seq of drawn(6, 2).slice(0, 200)) {
      const report = await afterChange((db) => {
        renumber(db, seq, 1)
        db.prepare(
          'INSERT INTO events SELECT ?, ts, ex_ts, session, type, symbol, v, payload, hash FROM events WHERE seq = ?',
        ).run(seq, seq - 1)
      })
      expect(report.findings[0]).toMatchObject({ what: 'inserted', seq })
    }
  })

  test('is found by an anchor when everything from it on was hashed anew', async () => {
    for (const seq of drawn(7, 2).slice(0, 200)) {
      const report = await afterChange((db) => {
        db.prepare('UPDATE events SET ts = ts + 1 WHERE seq = ?').run(seq)
        rehash(db, seq)
      })
      expect(report.findings[0]).toMatchObject({ what: 'rewritten' })
      expect(report.findings[0]?.seq).toBeLessThanOrEqual(seq)
    }
  })

  test('is missed by an anchor when the database was cut off before it', async () => {
    for (const seq of drawn(8, 1, rows - 1)) {
      const report = await afterChange((db) => db.prepare('DELETE FROM events WHERE seq > ?').run(seq))
      expect(report.findings[0]).toMatchObject({ what: 'cut-off', seq: seq + 1 })
    }
  })
})
