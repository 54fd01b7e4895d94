import { afterAll, expect, test } from 'vitest'
import { auditFolder } from '../support/session/audit-folder.ts'
import { balancedDay } from '../support/session/balanced-day.ts'

const folder = auditFolder()
afterAll(() => folder.remove())

const SEEDS = Array.from({ length: 8 }, (_, index) => index + 1)

test.each(SEEDS)(
  'the day of seed %i balances to the cent, has a stop on every position and ends flat',
  async (seed) => {
    const day = await balancedDay(seed, folder.file(`day-${seed}`))
    expect(day.account).toEqual(day.audit)
    expect(day.window).toEqual(day.audit)
    expect(day.uncovered).toEqual([])
    expect(day.left).toEqual([])
  },
)
