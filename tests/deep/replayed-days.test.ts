import { afterAll, expect, test } from 'vitest'
import { auditFolder, faultsOf, replayOf } from '../support/session/audit-folder.ts'
import { balancedDay } from '../support/session/balanced-day.ts'

const folder = auditFolder()
afterAll(() => folder.remove())

const SEEDS = Array.from({ length: 20 }, (_, index) => index + 1)

test.each(SEEDS)('the day of seed %i is verified, and replays with every decision equal', async (seed) => {
  const database = folder.file(`day-${seed}`)
  await balancedDay(seed, database)
  expect(await faultsOf(database)).toEqual([])
  const { decisions, equal, broken } = replayOf(database)
  expect({ equal, broken }).toEqual({ equal: decisions, broken: null })
})
