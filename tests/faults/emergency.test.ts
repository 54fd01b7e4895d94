import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { faultsOf, payloadsOf } from '../support/session/audit-folder.ts'
import { expectEverythingBack, keepUntilKilled, knownAgain } from '../support/session/kept-facts-process.ts'
import { LiveLog } from '../support/session/live-log.ts'

let folder: string
let temporary: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'emergency-test-'))
  temporary = join(folder, 'temporary')
  vi.stubEnv('TMPDIR', temporary)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

const leftIn = (path: string): string[] => readdirSync(path).filter((name) => name.includes('emergency'))

test.each([
  { count: 13, when: 'kept' },
  { count: 9, when: 'committed' },
] as const)(
  'killed with $count facts that a locked audit did not take ($when), the next start knows each once',
  async (facts) => {
    await expectEverythingBack({ ...facts, database: join(folder, 'audit.db'), how: 'locked', temporary })
    expect(leftIn(folder)).toEqual([])
  },
)

test('killed again while it brings them in, they come in once', async () => {
  const database = join(folder, 'audit.db')
  const before = keepUntilKilled({ database, how: 'locked', count: 6, when: 'kept', temporary })
  keepUntilKilled({ database, how: 'locked', count: 0, when: 'imported', temporary })
  expect(leftIn(folder)).toHaveLength(1)
  expect(knownAgain(database)).toBe(before?.knew)
  // With the commission that waited in the log's memory when the lock was taken.
  expect(payloadsOf(database, 'emergency-imported')).toMatchObject([{ imported: 7, known: 0, problem: null }])
  expect(leftIn(folder)).toEqual([])
  expect(await faultsOf(database)).toEqual([])
})

const disk = mkdtempSync(join(tmpdir(), 'emergency-disk-'))
afterAll(() => rmSync(disk, { recursive: true, force: true }))
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk]).status === 0
if (mounted) afterAll(() => void spawnSync('umount', [disk]))
else console.log('no small disk can be mounted here: facts that a full disk keeps out are not looked at')

describe.skipIf(!mounted)('on a disk that is full', () => {
  const filler = join(disk, 'filler')
  afterEach(() => rmSync(filler, { force: true }))

  test('facts stand in the room that was kept; a start that finds no room for them leaves them for the next', () => {
    const database = join(disk, 'room.db')
    const before = keepUntilKilled({ database, how: 'full', count: 10, when: 'kept', filler, temporary })
    expect(before).toMatchObject({ failure: { code: 'disk-full' }, file: { inMemory: 0 } })
    expect(before?.file.path).toBe(`${database}.emergency`)
    expect(() => new LiveLog(database)).toThrow(/cannot be written/)
    expect(leftIn(disk)).toHaveLength(1)
    rmSync(filler)
    expect(knownAgain(database)).toBe(before?.knew)
  })

  test('what goes beyond that room stands elsewhere, and all of it comes back', async () => {
    const database = join(disk, 'elsewhere.db')
    const before = keepUntilKilled({ database, how: 'full', count: 1_400, when: 'kept', filler, temporary })
    expect(before).toMatchObject({ failure: { code: 'disk-full' }, file: { inMemory: 0 } })
    expect(before?.file.path?.startsWith(temporary)).toBe(true)
    expect(leftIn(disk).length + leftIn(temporary).length).toBe(2)
    rmSync(filler)
    expect(knownAgain(database)).toBe(before?.knew)
    expect([...leftIn(disk), ...leftIn(temporary)]).toEqual([])
    expect(await faultsOf(database)).toEqual([])
  })
})
