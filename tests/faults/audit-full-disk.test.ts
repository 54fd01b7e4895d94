import { spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { verifyAudit } from '../../src-main/audit/verify/verify.ts'
import { sessionId } from '../../src-shared/domain/ids.ts'
import { startAuditChild } from '../unit/audit/audit-child.ts'
import { openedAudit, TemporaryFolder } from '../unit/audit/audit-fixture.ts'

const folder = new TemporaryFolder()
afterAll(() => folder[Symbol.dispose]())

/** A disk of 1 MB, where we may mount one. */
const disk = folder.file('disk')
mkdirSync(disk)
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]).status === 0
if (mounted) afterAll(() => void spawnSync('umount', [disk]))
else console.log('no small disk can be mounted here: the disk that fills up is not looked at')

interface Taken {
  readonly taken: number
  readonly written: unknown
}

async function jsonLine(child: ReturnType<typeof startAuditChild>): Promise<Taken> {
  return JSON.parse((await child.line()) ?? 'null')
}

describe.skipIf(!mounted)('a disk that fills up', () => {
  test('is an error with a sentence, loses nothing that was acknowledged, and is over when there is room', async () => {
    const file = `${disk}/audit.db`
    const filler = `${disk}/filler`
    writeFileSync(filler, Buffer.alloc(300_000))
    const child = startAuditChild([file, 'fill', filler])
    const full = await jsonLine(child)
    expect(full.taken).toBeGreaterThan(20)
    expect(full.written).toMatchObject({
      ok: false,
      error: { code: 'disk-full', message: expect.stringContaining('the disk is full') },
    })
    expect(await jsonLine(child)).toMatchObject({ written: { ok: true } })
    expect(await child.finish()).toBe(0)
    // The first row says that the session started, the last was written with room again.
    expect(await verifyAudit(file)).toMatchObject({ ok: true, value: { ok: true, rows: full.taken + 2 } })
  })

  test('from the beginning is an error with a sentence, and leaves no half database', () => {
    writeFileSync(`${disk}/everything`, Buffer.alloc(0))
    spawnSync('dd', ['if=/dev/zero', `of=${disk}/everything`, 'bs=4096'])
    const { stdout } = spawnSync(
      process.execPath,
      [new URL('../unit/audit/audit-writer.ts', import.meta.url).pathname, `${disk}/new.db`],
      { encoding: 'utf8' },
    )
    expect(stdout.trim()).toMatch(/not-created|read-only/)
    expect(spawnSync('ls', [disk], { encoding: 'utf8' }).stdout).not.toMatch(/new\.db(\.new|-wal|-journal)?\n/)
  })
})

test.skipIf(process.platform === 'win32')(
  'a file that may not grow ends the log with an error; every acknowledged event stays, and the next session goes on',
  async () => {
    const file = folder.file('limited.db')
    const child = startAuditChild([file, 'fill', ''], ['sh', '-c', 'ulimit -f 1000; exec "$0" "$@"'])
    const full = await jsonLine(child)
    expect(full.taken).toBeGreaterThan(20)
    expect(full.written).toMatchObject({ ok: false, error: { code: expect.stringMatching(/write-failed|disk-full/) } })
    await child.finish()
    expect(await verifyAudit(file)).toMatchObject({ ok: true, value: { ok: true, rows: full.taken + 1 } })
    const log = openedAudit(file, { session: sessionId('afterwards') })
    expect(log.append({ type: 'note', payload: { text: 'with room' } }).ok).toBe(true)
    log.close()
    expect(await verifyAudit(file)).toMatchObject({ ok: true, value: { ok: true, rows: full.taken + 3 } })
  },
)
