import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { startAuditChild } from '../unit/audit/audit-child.ts'
import { testFolder } from '../unit/audit/audit-fixture.ts'

/** `apt-get install strace`; without it, and without the right to trace, the test is skipped. */
const canTrace = spawnSync('strace', ['-e', 'trace=none', 'true']).status === 0
if (!canTrace) console.log('strace is not there: the order of sync and acknowledgement is not looked at')

const EVENTS = 20

test.skipIf(!canTrace)('the WAL is synced before a durable event is acknowledged, as strace sees it', async () => {
  const folder = testFolder()
  const trace = folder.file('trace')
  const child = startAuditChild(
    [folder.file(), 'durable', String(EVENTS)],
    ['strace', '-f', '-y', '-e', 'trace=write,pwrite64,fsync,fdatasync', '-o', trace],
  )
  for (let event = 1; event <= EVENTS; event++) expect(await child.line()).toBe(String(event))
  expect(await child.finish()).toBe(0)

  let written = 0
  let unsynced = false
  const acknowledged: { event: number; writtenBefore: number; unsynced: boolean }[] = []
  for (const line of readFileSync(trace, 'utf8').split('\n')) {
    if (/ pwrite64\(\d+<.*audit\.db-wal>/.test(line)) {
      written++
      unsynced = true
    } else if (/ f(data)?sync\(\d+<.*audit\.db-wal>\)\s+= 0/.test(line)) {
      unsynced = false
    } else {
      const event = / write\(1<[^>]*>, "(\d+)\\n"/.exec(line)?.[1]
      if (event !== undefined) {
        acknowledged.push({ event: Number(event), writtenBefore: written, unsynced })
        written = 0
      }
    }
  }
  expect(acknowledged.map(({ event }) => event)).toEqual(Array.from({ length: EVENTS }, (_, index) => index + 1))
  expect(acknowledged.filter(({ writtenBefore }) => writtenBefore === 0)).toEqual([])
  expect(acknowledged.filter((event) => event.unsynced)).toEqual([])
})
