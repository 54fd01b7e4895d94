import { afterAll, expect, test } from 'vitest'
import { auditFolder, faultsOf, replayOf } from '../support/session/audit-folder.ts'
import { demoCockpit } from '../support/session/demo-cockpit.ts'
import { heldSource } from '../support/session/held-source.ts'
import { watchedHundred } from '../support/session/watched-hundred.ts'
import { WatchingObserver } from '../support/session/watching-observer.ts'

const folder = auditFolder()
afterAll(() => folder.remove())

/** TWS's own; the gateway holds its client to them with each message, and this looks a second time. */
const LIMITS = { lines: 100, histories: 50, messages: 50 }

test('a session on 100 symbols warms up and runs within all limits of TWS at all times', async () => {
  const watched = await watchedHundred()
  const observer = new WatchingObserver()
  const progress: number[] = []
  observer.onPhase = (_session, state) => {
    if (state.phase === 'warming-up') progress.push(state.done)
  }
  const database = folder.file('hundred')
  const cockpit = demoCockpit({ source: heldSource(watched), database, observer, headless: true })
  expect(cockpit.start()).toEqual({ ok: true, value: null })
  expect(await cockpit.finished).toEqual({ kind: 'finished' })
  await cockpit.close()
  const { peaks, violations, close } = watched
  const stopped = watched.atRest()
  await close()

  expect(violations()).toEqual([])
  expect(peaks.lines).toBe(LIMITS.lines)
  expect(peaks.histories).toBeLessThanOrEqual(LIMITS.histories)
  expect(peaks.messages).toBeLessThanOrEqual(LIMITS.messages)
  expect(stopped).toEqual({ lines: 0, histories: 0 })

  // Every step of the warm-up was shown, and none went back.
  expect(progress).toEqual(progress.toSorted((one, other) => one - other))
  expect([...new Set(progress)]).toEqual(Array.from({ length: 101 }, (_, done) => done))
  // And it was no idle session: all symbols were decided at each close.
  const slots = [...Map.groupBy(observer.decided, ({ barStart }) => barStart).values()]
  expect(slots.length).toBeGreaterThanOrEqual(2)
  expect(new Set(slots.map((decisions) => decisions.length))).toEqual(new Set([97]))
  expect(await faultsOf(database)).toEqual([])
  expect(replayOf(database)).toMatchObject({ differences: [], broken: null })
})
