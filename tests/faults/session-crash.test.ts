import { afterAll, expect, test } from 'vitest'
import { auditFolder } from '../support/session/audit-folder.ts'
import { tradeUntilKilled } from '../support/session/crash.ts'
import { expectNothingLost } from '../support/session/crash-promises.ts'

const folder = auditFolder()
afterAll(() => folder.remove())

test.each([
  { seed: 5, at: 35, kind: 'headless', counted: 'trading', way: 'wire' },
  { seed: 2, at: 11, kind: 'windowed', counted: 'trading', way: 'direct' },
  { seed: 27, at: 2_456, kind: 'windowed', counted: 'anything', way: 'wire' },
  // Beyond the end of the day: killed when everything has happened, and nothing was written of that.
  { seed: 9, at: 9_999, kind: 'headless', counted: 'trading', way: 'wire' },
] as const)('killed at $counted $at of day $seed ($kind, $way), nothing is lost and nothing doubled', async (crash) => {
  expect.hasAssertions()
  await expectNothingLost({ ...crash, database: folder.file(`crash-${crash.seed}`) })
})

test('killed twice in a day, nothing is lost and nothing doubled', async () => {
  const crash = {
    database: folder.file('twice'),
    seed: 3,
    kind: 'headless',
    counted: 'trading',
    way: 'direct',
  } as const
  expect(tradeUntilKilled({ ...crash, at: 20 })).toBe('SIGKILL')
  await expectNothingLost({ ...crash, at: 60 })
})
