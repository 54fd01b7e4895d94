import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { auditFolder } from '../support/session/audit-folder.ts'
import { surviveLocks } from '../support/session/emergency-lives.ts'
import { expectEverythingBack } from '../support/session/kept-facts-process.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'emergency-test-'))
  mkdirSync(join(folder, 'temporary'))
  vi.stubEnv('TMPDIR', join(folder, 'temporary'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

const COUNTS = [1, 2, 3, 4, 5, 6, 9, 16]
const cases = (['kept', 'committed', 'written'] as const).flatMap((when) => COUNTS.map((count) => ({ count, when })))

test.each(cases)(
  'killed with $count facts that a locked audit did not take ($when), the next start knows each once',
  async (facts) => {
    expect.hasAssertions()
    const temporary = join(folder, 'temporary')
    await expectEverythingBack({ ...facts, database: join(folder, 'audit.db'), how: 'locked', temporary })
  },
)

test('however often an audit is locked, and its process dies, the next one knows what it knew, each fact once', async () => {
  expect.hasAssertions()
  const databases = auditFolder()
  vi.useFakeTimers({ toFake: ['performance'] })
  try {
    await surviveLocks(databases, 150, 7)
  } finally {
    vi.useRealTimers()
    databases.remove()
  }
})
