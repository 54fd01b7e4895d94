import { afterAll, expect, test } from 'vitest'
import { auditFolder } from '../support/session/audit-folder.ts'
import { balancedDay } from '../support/session/balanced-day.ts'

const folder = auditFolder()
afterAll(() => folder.remove())

const SEEDS = Array.from({ length: 200 }, (_, index) => index + 1)

test('200 days balance to the cent, have a stop on every position and end flat', async () => {
  let fills = 0
  for (const seed of SEEDS) {
    const day = await balancedDay(seed, folder.file(`day-${seed}`))
    fills += day.fills
    expect({ ...day, held: 0, fills: 0 }, `seed ${seed}`).toEqual({
      ...{ audit: day.audit, account: day.audit, window: day.audit },
      ...{ held: 0, fills: 0, uncovered: [], left: [] },
    })
  }
  console.log(`${fills} fills on 200 days`)
  expect(fills).toBeGreaterThan(1_000)
})
