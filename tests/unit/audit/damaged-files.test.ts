import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { fileURLToPath } from 'node:url'
import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { openAuditReader } from '../../../src-main/audit/audit-reader.ts'
import { APPLICATION_ID } from '../../../src-main/audit/format.ts'
import { SCHEMA_VERSION } from '../../../src-main/audit/migrations/all.ts'
import { openAudit } from '../../../src-main/audit/open-audit.ts'
import { rebuildProjections } from '../../../src-main/audit/rebuild.ts'
import { verifyAudit } from '../../../src-main/audit/verify/verify.ts'
import { sessionId } from '../../../src-shared/domain/ids.ts'
import { startAuditChild } from './audit-child.ts'
import {
  auditOptions,
  copyAudit,
  openedAudit,
  record,
  recordedAudit,
  type TemporaryFolder,
  tamper,
  testFolder,
} from './audit-fixture.ts'

/** Every file of a folder with its bytes. */
const contents = (folder: TemporaryFolder): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder.path)
      .filter((name) => statSync(folder.file(name)).isFile())
      .map((name) => [name, readFileSync(folder.file(name)).toString('base64')]),
  )

/** Overwrites bytes in the middle of a file. */
function overwrite(file: string, at: number, bytes: Buffer): void {
  const fd = openSync(file, 'r+')
  writeSync(fd, bytes, 0, bytes.length, at)
  closeSync(fd)
}

/** A closed database without the lock file that its owner left, so that a new one would be seen. */
function closedAudit(folder: TemporaryFolder, slots = 40): string {
  const file = folder.file('bad.db')
  const elsewhere = testFolder()
  copyAudit(recordedAudit(elsewhere, slots), file)
  return file
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

describe('a database that another process owns', () => {
  test('is refused for writing, can be read, and is free once that process is killed', async () => {
    const folder = testFolder()
    const child = startAuditChild([folder.file(), 'hold'])
    expect(await child.line()).toBe('open')
    expect(openAudit(folder.file(), auditOptions())).toMatchObject({
      ok: false,
      error: { code: 'locked', message: expect.stringContaining('another process') },
    })
    expect(rebuildProjections(folder.file())).toMatchObject({ ok: false, error: { code: 'locked' } })
    expect(await verifyAudit(folder.file())).toMatchObject({ ok: true, value: { ok: true, rows: 1 } })
    await child.kill()
    const log = openedAudit(folder.file(), { session: sessionId('afterwards') })
    expect(log.head().seq).toBe(2)
    log.close()
  })

  test('is refused to a second one, and is the same to both after the first has ended', async () => {
    const folder = testFolder()
    const first = startAuditChild([folder.file(), 'hold'])
    expect(await first.line()).toBe('open')
    const second = startAuditChild([folder.file(), 'hold'])
    expect(await second.line()).toBe('locked')
    await second.finish()
    await first.finish()
    expect(await verifyAudit(folder.file())).toMatchObject({ ok: true, value: { ok: true, rows: 1 } })
  })

  test('is refused within one process as well, and that does not loosen the lock', async () => {
    const folder = testFolder()
    const log = openedAudit(folder.file())
    for (let again = 0; again < 3; again++) {
      expect(openAudit(folder.file(), auditOptions())).toMatchObject({ ok: false, error: { code: 'locked' } })
      expect(await verifyAudit(folder.file())).toMatchObject({ ok: true })
    }
    const child = startAuditChild([folder.file(), 'hold'])
    expect(await child.line()).toBe('locked')
    await child.finish()
    log.close()
  })
})

describe('a database that is only looked at', () => {
  test('stays as it is, and nothing is left beside it', async () => {
    const folder = testFolder()
    const file = closedAudit(folder)
    const before = contents(folder)
    expect((await verifyAudit(file)).ok).toBe(true)
    const reader = openAuditReader(file)
    if (!reader.ok) throw new Error(reader.error.message)
    reader.value.sessions()
    reader.value.close()
    expect(contents(folder)).toEqual(before)
  })

  test('stays as it is with rows of a dead owner in its WAL, which are read', async () => {
    const folder = testFolder()
    const file = folder.file()
    const child = startAuditChild([file, 'durable', '20'])
    for (let seen = 0; seen < 20; seen++) await child.line()
    await child.kill()
    const { 'audit.db-shm': _, ...before } = contents(folder)
    expect(await verifyAudit(file)).toMatchObject({ ok: true, value: { ok: true } })
    expect(contents(folder)).toMatchObject(before)
  })
})

/** As root nothing is read-only, so these run as a user without rights where we are root. */
describe('what cannot be written', () => {
  const NOBODY = 65_534
  const LOOK = fileURLToPath(new URL('audit-look.ts', import.meta.url))

  function lookAsUser(file: string, how: 'write' | 'read' | 'verify'): unknown {
    const root = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}
    const { stdout, stderr } = spawnSync(process.execPath, [LOOK, file, how], { encoding: 'utf8', ...root })
    if (stdout === '') throw new Error(stderr)
    return JSON.parse(stdout)
  }

  const readOnly = (folder: TemporaryFolder, file: string): void => {
    for (const name of readdirSync(folder.path)) chmodSync(folder.file(name), 0o444)
    chmodSync(file, 0o444)
    chmodSync(folder.path, 0o555)
  }

  test.skipIf(process.platform === 'win32')('is refused for writing, and read and verified all the same', () => {
    const folder = testFolder()
    const file = closedAudit(folder)
    readOnly(folder, file)
    const before = contents(folder)
    expect(lookAsUser(file, 'write')).toMatchObject({ ok: false, error: { code: 'read-only' } })
    expect(lookAsUser(file, 'read')).toMatchObject({ ok: true, sessions: 1 })
    expect(lookAsUser(file, 'verify')).toMatchObject({ ok: true, value: { ok: true } })
    expect(contents(folder)).toEqual(before)
    chmodSync(folder.path, 0o755)
  })

  test.skipIf(process.platform === 'win32')('cannot be made in a folder that is read-only', () => {
    const folder = testFolder()
    chmodSync(folder.path, 0o555)
    expect(lookAsUser(folder.file(), 'write')).toMatchObject({ ok: false, error: { code: 'read-only' } })
    chmodSync(folder.path, 0o755)
    expect(readdirSync(folder.path)).toEqual([])
  })

  test.skipIf(process.platform === 'win32')('with rows in its WAL is read with them', () => {
    const folder = testFolder()
    const elsewhere = testFolder()
    const log = openedAudit(elsewhere.file())
    record(log, 20)
    log.flush()
    for (const suffix of ['', '-wal', '.anchors']) copyFileSync(elsewhere.file() + suffix, folder.file() + suffix)
    readOnly(folder, folder.file())
    expect(lookAsUser(folder.file(), 'verify')).toMatchObject({ value: { ok: true, rows: log.head().seq } })
    log.close()
    chmodSync(folder.path, 0o755)
  })
})

test('a database is told by its mark, not by its name', () => {
  expect(Buffer.from([0x4f, 0x52, 0x43, 0x48]).toString()).toBe('ORCH')
  expect(APPLICATION_ID).toBe(0x4f524348)
})
