import { afterAll, expect, test } from 'vitest'
import { liveDay } from '../support/live-day/live-day.ts'
import { auditFolder } from '../support/session/audit-folder.ts'

const folder = auditFolder()
afterAll(() => folder.remove())

test('three quarters of an hour live on the simulated gateway, with faults: our books are those of the exchange, verified and replayed', async () => {
  const day = await liveDay({ seed: 3, database: folder.file('hour'), faults: true, minutes: 45 })
  expect(day).toMatchObject({ unbalanced: [], wrong: [] })
  expect(day.entries).toBeGreaterThan(5)
  expect(day.fills).toBeGreaterThan(day.entries)
  expect(day.armed).toBeGreaterThan(1)
})
