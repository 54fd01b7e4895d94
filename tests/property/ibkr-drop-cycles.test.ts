import { expect, it } from 'vitest'
import { dropCycles, footprintOf, untilWhole } from '../support/drop-cycles.ts'
import { openFaultFloor } from '../support/fault-floor.ts'

it('20 losses of the connection leave no listener, timer or socket behind', async () => {
  const bugs: string[] = []
  const floor = await openFaultFloor({ startMs: 600_000, random: () => 0.5, onBug: (what) => bugs.push(what) })
  floor.link.connect()
  await untilWhole(floor)
  await dropCycles(floor, 2)
  const before = footprintOf(floor)
  await dropCycles(floor, 20)
  expect(footprintOf(floor)).toEqual(before)
  await floor.close()
  expect(footprintOf(floor)).toEqual({ listeners: 0, timers: 0, sockets: 0 })
  expect(bugs).toEqual([])
})
