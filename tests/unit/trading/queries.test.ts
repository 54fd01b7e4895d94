import { expect, test, vi } from 'vitest'
import { stopRef } from '../../../src-main/trading/staging/bracket-orders.ts'
import { MINUTE_MS, SECOND_MS } from '../../../src-shared/domain/time.ts'
import { AAPL, entering, Harness } from './harness.ts'

/** A timer rings up to a millisecond early: at each of these many moments of it. */
const MOMENTS = 50

test('a query that has failed is asked again, at whatever part of a millisecond its alarm rings while the desk works', async () => {
  for (let moment = 0; moment < MOMENTS; moment++) {
    const harness = new Harness()
    await harness.begin()
    await harness.hold(entering(AAPL, 100), 100)
    harness.broker.queries = 'fail'
    await harness.pass(MINUTE_MS)
    harness.broker.queries = 'answer'
    const asked = vi.spyOn(harness.broker, 'openOrders')
    const { clock } = harness
    const until = clock.monotonic + 2 * SECOND_MS
    clock.creeps = 0.03
    for (let alarm = clock.due(until); alarm !== null; alarm = clock.due(until)) {
      clock.pass(Math.max(0, alarm.at - moment / MOMENTS - clock.monotonic), 1)
      alarm.run()
      await harness.flush()
    }
    expect(asked, `${moment} parts of ${MOMENTS} early`).toHaveBeenCalled()
  }
})

test('what fails with the answer to a query is told to whoever guards the desk, and to nobody else', async () => {
  const failures: unknown[] = []
  const harness = new Harness({
    guard: (act) => {
      try {
        act()
      } catch (error) {
        failures.push(error)
      }
    },
  })
  await harness.begin()
  const ref = await harness.hold(entering(AAPL, 100), 100)
  // Nobody says so: the next query will.
  harness.broker.end(stopRef(ref), 'Cancelled')
  harness.broker.outbox.length = 0
  const broken = new Error('the observer is broken')
  vi.spyOn(harness.events, 'push').mockImplementation(({ kind }) => {
    if (kind === 'broker-order') throw broken
    return 0
  })
  await harness.pass(MINUTE_MS)
  expect(failures).toEqual([broken])
})
