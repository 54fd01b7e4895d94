import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { canonicalText } from '../../../src-main/audit/canonical.ts'
import { ChainHasher, genesisOf } from '../../../src-main/audit/chain.ts'
import { APPLICATION_ID, databaseId } from '../../../src-main/audit/format.ts'
import { insertMeta } from '../../../src-main/audit/meta.ts'
import { MIGRATIONS, SCHEMA_VERSION } from '../../../src-main/audit/migrations/all.ts'
import { migrate, schemaDifference, schemaVersion } from '../../../src-main/audit/schema.ts'
import { verifyAudit } from '../../../src-main/audit/verify/verify.ts'
import { openedAudit, recordedAudit, testFolder } from './audit-fixture.ts'

test('migrations are numbered from 1 in their order', () => {
  expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, index) => index + 1))
})

test('each migration leads to its version, and a second run changes nothing', () => {
  const db = new Database(':memory:')
  for (const { version } of MIGRATIONS) {
    migrate(db, version)
    expect(schemaVersion(db)).toBe(version)
    expect(schemaDifference(db, version)).toBeNull()
  }
  migrate(db)
  expect(schemaVersion(db)).toBe(SCHEMA_VERSION)
  expect(schemaDifference(db, SCHEMA_VERSION)).toBeNull()
  db.close()
})

test('a failed migration leaves the version before it', () => {
  const db = new Database(':memory:')
  migrate(db, 1)
  db.exec('CREATE TABLE block_marks (in_the_way)')
  expect(() => migrate(db)).toThrow('block_marks')
  expect(schemaVersion(db)).toBe(1)
  expect(db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'bars'").pluck().get()).toBe(0)
  db.close()
})

/** A database as the first version left it, with two events. */
function versionOne(file: string): void {
  const db = new Database(file)
  const id = databaseId('replay', 'of-version-1')
  db.pragma(`application_id = ${APPLICATION_ID}`)
  migrate(db, 1)
  insertMeta(db, { id, kind: 'replay', created: 1, genesis: genesisOf(id), previous: null })
  const hasher = new ChainHasher(genesisOf(id))
  for (const seq of [1, 2]) {
    const row = { ts: seq, exTs: null, session: 's', type: 'note', symbol: null, v: 1, payload: '{"text":"old"}' }
    hasher.next(canonicalText(seq, row))
    db.prepare('INSERT INTO events VALUES (?, ?, NULL, ?, ?, NULL, 1, ?, ?)').run(
      ...[seq, row.ts, row.session, row.type, row.payload, hasher.head],
    )
  }
  db.pragma('journal_mode = WAL')
  db.close()
}

test('a database of schema 1 can be verified as it is', async () => {
  const folder = testFolder()
  versionOne(folder.file())
  const verified = await verifyAudit(folder.file())
  expect(verified).toMatchObject({ ok: true, value: { ok: true, rows: 2 } })
})

test('a database of schema 1 is brought to the newest when a session opens it, with its chain going on', async () => {
  const folder = testFolder()
  versionOne(folder.file())
  openedAudit(folder.file()).close()
  const db = new Database(folder.file(), { readonly: true })
  expect(schemaVersion(db)).toBe(SCHEMA_VERSION)
  expect(schemaDifference(db, SCHEMA_VERSION)).toBeNull()
  db.close()
  const verified = await verifyAudit(folder.file())
  expect(verified).toMatchObject({ ok: true, value: { ok: true, rows: 3 } })
})

test('a new database carries our mark, the newest schema and WAL mode', () => {
  const folder = testFolder()
  openedAudit(folder.file()).close()
  const db = new Database(folder.file(), { readonly: true })
  expect(db.pragma('application_id', { simple: true })).toBe(APPLICATION_ID)
  expect(schemaVersion(db)).toBe(SCHEMA_VERSION)
  expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
  db.close()
})

test.each([
  ['an update of an event', "UPDATE events SET payload = '{}' WHERE seq = 2"],
  ['a deletion of an event', 'DELETE FROM events WHERE seq = 2'],
  ['an update of meta', "UPDATE meta SET kind = 'live'"],
  ['a deletion of meta', 'DELETE FROM meta'],
  ['a second row of meta', "INSERT INTO meta VALUES (2, 'live-x', 'live', 1, zeroblob(32), NULL, NULL)"],
  ['a text where a number belongs', "INSERT INTO events VALUES (9999, 'x', NULL, 's', 'note', NULL, 1, '{}', x'00')"],
])('%s is refused by the database itself', (_what, sql) => {
  const folder = testFolder()
  const db = new Database(recordedAudit(folder, 3))
  expect(() => db.exec(sql)).toThrow(/append-only|never|CHECK|cannot store/)
  db.close()
})
