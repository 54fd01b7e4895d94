import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readdirSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { openAuditReader } from '../../../src-main/audit/audit-reader.ts'
import { APPLICATION_ID } from '../../../src-main/audit/format.ts'
import { SCHEMA_VERSION } from '../../../src-main/audit/migrations/all.ts'
import { openAudit } from '../../../src-main/audit/open-audit.ts'
import { rebuildProjections } from '../../../src-main/audit/rebuild.ts'
import { verifyAudit } from '../../../src-main/audit/verify/verify.ts'
import { closedAudit, contents } from './audit-files.ts'
import { auditOptions, openedAudit, record, type TemporaryFolder, tamper, testFolder } from './audit-fixture.ts'

/** Overwrites bytes in the middle of a file. */
function overwrite(file: string, at: number, bytes: Buffer): void {
  const fd = openSync(file, 'r+')
  writeSync(fd, bytes, 0, bytes.length, at)
  closeSync(fd)
}

const PAGE = 4_096
const garbage = (length: number): Buffer => Buffer.alloc(length, 0xa5)

/** Ways in which a file can be unusable, with the code and a word of the sentence that it leads to. */
const UNUSABLE: readonly [string, (folder: TemporaryFolder) => string, string, string][] = [
  [
    'a file of zero length',
    (folder) => {
      writeFileSync(folder.file('bad.db'), '')
      return folder.file('bad.db')
    },
    'empty',
    '0 bytes',
  ],
  [
    'a text file',
    (folder) => {
      writeFileSync(folder.file('bad.db'), 'time,symbol,price\n'.repeat(1_000))
      return folder.file('bad.db')
    },
    'foreign',
    'does not begin as an SQLite database',
  ],
  [
    'a file of five bytes',
    (folder) => {
      writeFileSync(folder.file('bad.db'), 'hello')
      return folder.file('bad.db')
    },
    'foreign',
    'does not begin as an SQLite database',
  ],
  [
    'a damaged header',
    (folder) => {
      const file = closedAudit(folder)
      overwrite(file, 0, garbage(50))
      return file
    },
    'foreign',
    'does not begin as an SQLite database',
  ],
  [
    "another application's SQLite database",
    (folder) => {
      const db = new Database(folder.file('bad.db'))
      db.exec('CREATE TABLE bookmarks (url TEXT)')
      db.close()
      return folder.file('bad.db')
    },
    'foreign',
    'another application',
  ],
  [
    'a database of a newer version',
    (folder) => {
      const file = closedAudit(folder)
      const db = new Database(file)
      db.pragma(`user_version = ${SCHEMA_VERSION + 1}`)
      db.close()
      return file
    },
    'newer',
    `schema ${SCHEMA_VERSION + 1}`,
  ],
  [
    'a database that is not in WAL mode',
    (folder) => {
      const file = closedAudit(folder)
      const db = new Database(file)
      db.pragma('journal_mode = DELETE')
      db.close()
      return file
    },
    'damaged',
    'WAL mode',
  ],
  [
    'a folder',
    (folder) => {
      mkdirSync(folder.file('bad.db'))
      return folder.file('bad.db')
    },
    'not-a-file',
    'is not a file',
  ],
  ['a file in a folder that does not exist', (folder) => folder.file('nowhere/bad.db'), 'no-folder', 'does not exist'],
]

describe.each(UNUSABLE)('%s', (_what, make, code, words) => {
  test.each([
    ['writing', (file: string) => openAudit(file, auditOptions())],
    ['reading', openAuditReader],
    ['verification', (file: string) => verifyAudit(file)],
    ['rebuilding', rebuildProjections],
  ])('is refused for %s with a sentence, and nothing is touched or added', async (_how, open) => {
    const folder = testFolder()
    const file = make(folder)
    const before = contents(folder)
    expect(await open(file)).toMatchObject({
      ok: false,
      error: { code, message: expect.stringContaining(words), file },
    })
    expect(contents(folder)).toEqual(before)
  })
})

describe('a damaged database', () => {
  /** Damage that only shows once pages are read; the lock file stays, because the file was ours as far as one could see. */
  const DAMAGE: readonly [string, (file: string) => void][] = [
    ['a damaged page', (file) => overwrite(file, 9 * PAGE, garbage(PAGE))],
    ['a damaged root page of its schema', (file) => overwrite(file, 100, garbage(500))],
    ['a zeroed page', (file) => overwrite(file, 12 * PAGE, Buffer.alloc(PAGE))],
    ['half of it missing', (file) => truncateSync(file, 8 * PAGE)],
    [
      'a trigger gone',
      (file) => {
        const db = new Database(file)
        db.exec('DROP TRIGGER events_no_update')
        db.close()
      },
    ],
    [
      'an altered row behind the last anchor',
      (file) => tamper(file, (db) => db.exec('UPDATE events SET ts = ts + 1 WHERE seq = 120')),
    ],
    ['another genesis', (file) => tamper(file, (db) => db.exec('UPDATE meta SET genesis = zeroblob(32)'))],
    ['no meta', (file) => tamper(file, (db) => db.exec('DELETE FROM meta'))],
  ]

  test.each(DAMAGE)('(%s) is refused for writing and left as it is', (_what, damage) => {
    const folder = testFolder()
    const file = closedAudit(folder)
    truncateSync(`${file}.anchors`)
    damage(file)
    const before = { ...contents(folder), 'bad.db.lock': '' }
    expect(openAudit(file, auditOptions())).toMatchObject({ ok: false, error: { code: 'damaged' } })
    expect(contents(folder)).toEqual(before)
  })

  test.each(DAMAGE.slice(0, 4))(
    '(%s) is a finding or a refusal for verification, never a crash',
    async (_what, damage) => {
      const folder = testFolder()
      const file = closedAudit(folder, 400)
      damage(file)
      const before = contents(folder)
      const verified = await verifyAudit(file)
      expect(verified).not.toMatchObject({ ok: true, value: { ok: true } })
      expect(contents(folder)).toEqual(before)
    },
  )

  test('that lost anchored rows with its WAL is refused, with the WAL left as it is', () => {
    const folder = testFolder()
    const elsewhere = testFolder()
    const log = openedAudit(elsewhere.file())
    record(log, 200)
    log.flush()
    const file = folder.file('bad.db')
    for (const suffix of ['', '-wal', '.anchors']) copyFileSync(elsewhere.file() + suffix, file + suffix)
    log.close()
    truncateSync(`${file}-wal`, 32 + 10 * (24 + PAGE))
    const before = { ...contents(folder), 'bad.db.lock': '' }
    expect(openAudit(file, auditOptions())).toMatchObject({
      ok: false,
      error: { code: 'anchors-disagree', message: expect.stringContaining('row 1,000 was anchored') },
    })
    expect(contents(folder)).toEqual(before)
  })
})

describe('anchors that do not fit', () => {
  test('a database whose end was cut off is refused for writing: adding to it would hide that', () => {
    const folder = testFolder()
    const file = closedAudit(folder)
    tamper(file, (db) => db.exec('DELETE FROM events WHERE seq > 100'))
    const before = { ...contents(folder), 'bad.db.lock': '' }
    expect(openAudit(file, auditOptions())).toMatchObject({
      ok: false,
      error: { code: 'anchors-disagree', message: expect.stringContaining('ends at row 100') },
    })
    expect(contents(folder)).toEqual(before)
  })

  test('a database that is gone while its anchors are there is not replaced by a new one', () => {
    const folder = testFolder()
    writeFileSync(folder.file('bad.db.anchors'), '')
    expect(openAudit(folder.file('bad.db'), auditOptions())).toMatchObject({
      ok: false,
      error: { code: 'anchors-disagree' },
    })
    expect(readdirSync(folder.path)).not.toContain('bad.db')
  })
})

test('a database of another kind is refused: demo and replay never write where live trading is recorded', () => {
  const folder = testFolder()
  const file = closedAudit(folder)
  const before = { ...contents(folder), 'bad.db.lock': '' }
  expect(openAudit(file, auditOptions({ kind: 'live' }))).toMatchObject({
    ok: false,
    error: { code: 'wrong-kind', message: expect.stringContaining('it records replay, not live') },
  })
  expect(contents(folder)).toEqual(before)
})

test('a missing database is made for writing, and is an error for reading', async () => {
  const folder = testFolder()
  expect(openAuditReader(folder.file())).toMatchObject({ ok: false, error: { code: 'missing' } })
  expect(await verifyAudit(folder.file())).toMatchObject({ ok: false, error: { code: 'missing' } })
  expect(rebuildProjections(folder.file())).toMatchObject({ ok: false, error: { code: 'missing' } })
  expect(readdirSync(folder.path)).toEqual([])
  openedAudit(folder.file()).close()
  expect(await verifyAudit(folder.file())).toMatchObject({ ok: true, value: { ok: true, rows: 1 } })
})

test('a database is told by its mark, not by its name', () => {
  expect(Buffer.from([0x4f, 0x52, 0x43, 0x48]).toString()).toBe('ORCH')
  expect(APPLICATION_ID).toBe(0x4f524348)
})
