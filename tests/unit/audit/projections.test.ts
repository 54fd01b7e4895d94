import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { PROJECTIONS } from '../../../src-main/audit/projections.ts'
import { rebuildProjections } from '../../../src-main/audit/rebuild.ts'
import { verifyAudit } from '../../../src-main/audit/verify/verify.ts'
import { sessionId } from '../../../src-shared/domain/ids.ts'
import { copyAudit, openedAudit, record, recordedAudit, tamper, testFolder } from './audit-fixture.ts'

function tablesOf(file: string): Record<string, unknown[]> {
  const db = new Database(file, { readonly: true })
  const tables = ['projection_state', ...PROJECTIONS.map(({ table }) => table)]
  const rows = Object.fromEntries(tables.map((table) => [table, db.prepare(`SELECT * FROM ${table}`).all()]))
  db.close()
  return rows
}

test('they are carried on by each session, and come out as if they had been made at once', () => {
  const folder = testFolder()
  const file = folder.file()
  for (const session of ['a', 'b', 'c', 'd']) {
    const log = openedAudit(file, { session: sessionId(session) })
    record(log, 61)
    log.close()
  }
  const grown = tablesOf(file)
  expect(rebuildProjections(file)).toEqual({ ok: true, value: null })
  expect(tablesOf(file)).toEqual(grown)
  expect(grown['bars']).toHaveLength(4 * 61 * 3)
  expect(grown['decisions']).toHaveLength(4 * 61 * 2)
})

test('they know each bar and each decision by its symbol and its start', () => {
  const folder = testFolder()
  const file = recordedAudit(folder, 20)
  const db = new Database(file, { readonly: true })
  for (const [table, column, type, path] of [
    ['bars', 'start', 'bar', '$[0]'],
    ['decisions', 'bar_start', 'decision', '$.barStart'],
  ]) {
    const pairs = db
      .prepare(
        `SELECT e.seq, e.symbol = t.symbol AND e.session = t.session AND e.payload ->> '${path}' = t.${column} AS same
         FROM events AS e LEFT JOIN ${table} AS t USING (seq) WHERE e.type = '${type}'`,
      )
      .all()
    expect(pairs.filter((pair) => (pair as { same: number }).same !== 1)).toEqual([])
  }
  db.close()
})

describe('verification does not trust them', () => {
  test.each([
    ['a bar of another symbol', "UPDATE bars SET symbol = 'SPY' WHERE seq = 4"],
    ['a bar at another time', 'UPDATE bars SET start = start + 300000 WHERE seq = 4'],
    ['a bar less', 'DELETE FROM bars WHERE seq = (SELECT max(seq) FROM bars)'],
    ['a bar more', "INSERT INTO bars VALUES (1, 's', 'AAPL', 1)"],
    ['a bar of no event', "INSERT INTO bars VALUES (999999, 's', 'AAPL', 1)"],
    [
      'a decision of another session',
      "UPDATE decisions SET session = 'x' WHERE seq = (SELECT max(seq) FROM decisions)",
    ],
    ['a decision less', 'DELETE FROM decisions WHERE seq = (SELECT min(seq) FROM decisions)'],
    ['a block of another time', 'UPDATE blocks SET time_to = time_to + 1 WHERE block = 1'],
    ['a block less', 'DELETE FROM blocks WHERE block = 0'],
    ['a block of no event', 'INSERT INTO blocks VALUES (777, 1, 2)'],
    ['a mark less', "DELETE FROM block_marks WHERE mark = 'type fill'"],
    ['a mark more', "INSERT INTO block_marks VALUES (0, 'type symbols')"],
    ['a state beyond the events', 'UPDATE projection_state SET last_seq = 999999'],
  ])('%s is found, and is not blamed on the events', async (_what, sql) => {
    const folder = testFolder()
    const copy = copyAudit(recordedAudit(folder, 110), folder.file('copy.db'))
    tamper(copy, (db) => db.exec(sql))
    const verified = await verifyAudit(copy)
    expect(verified).toMatchObject({ ok: true, value: { ok: false, findings: [{ what: 'projection' }] } })
    expect(rebuildProjections(copy).ok).toBe(true)
    expect(await verifyAudit(copy)).toMatchObject({ ok: true, value: { ok: true } })
  })

  test('projections that lag behind are in order', async () => {
    const folder = testFolder()
    const copy = copyAudit(recordedAudit(folder, 110), folder.file('copy.db'))
    tamper(copy, (db) => {
      for (const { table } of PROJECTIONS) db.exec(`DELETE FROM ${table}`)
      db.exec('UPDATE projection_state SET last_seq = 0')
    })
    expect(await verifyAudit(copy)).toMatchObject({ ok: true, value: { ok: true } })
  })
})
