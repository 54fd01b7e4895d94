import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { openAuditReader } from '../../../src-main/audit/audit-reader.ts'
import { openAudit } from '../../../src-main/audit/open-audit.ts'
import { rebuildProjections } from '../../../src-main/audit/rebuild.ts'
import { verifyAudit } from '../../../src-main/audit/verify/verify.ts'
import { sessionId } from '../../../src-shared/domain/ids.ts'
import { startAuditChild } from './audit-child.ts'
import { closedAudit, contents } from './audit-files.ts'
import { auditOptions, openedAudit, record, type TemporaryFolder, testFolder } from './audit-fixture.ts'

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
