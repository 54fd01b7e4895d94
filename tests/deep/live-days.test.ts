import { afterAll, expect, test } from 'vitest'
import { liveDay } from '../support/live-day/live-day.ts'
import { auditFolder } from '../support/session/audit-folder.ts'

const folder = auditFolder()
afterAll(() => folder.remove())

/** `LIVE_DAYS=…` lives through another number of them, and `SEED=…` begins elsewhere. */
const DAYS = Number(process.env['LIVE_DAYS'] || 50)
const FIRST = Number(process.env['SEED'] || 1)

test.each(Array.from({ length: DAYS }, (_, index) => FIRST + index))(
  'day %i live on the simulated gateway, with a fault each ten minutes: flat, equal to the cent, verified and replayed',
  async (seed) => {
    const {
      faults,
      events: _events,
      ...day
    } = await liveDay({ seed, database: folder.file(`day-${seed}`), faults: true })
    expect(day, `the faults of day ${seed}: ${faults}`).toMatchObject({ left: [], unbalanced: [], wrong: [] })
    expect(day.decisions).toBeGreaterThan(800)
    expect(day.entries).toBeGreaterThan(10)
  },
  300_000,
)
