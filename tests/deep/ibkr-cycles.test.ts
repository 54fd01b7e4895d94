import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { dropCycles, footprintOf, untilWhole } from '../support/drop-cycles.ts'
import { openFaultFloor } from '../support/fault-floor.ts'
import { until } from '../support/until.ts'

const CYCLES = 200
const MEGABYTE = 1024 * 1024

const timeouts = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length

it('200 losses of the connection leave memory, handles, listeners and timers as they were', async () => {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect !== 'function') throw new Error('the collector cannot be called')
  const timeoutsBefore = timeouts()
  const heap = async (): Promise<number> => {
    // The library's limiter holds a timer of 100 ms, and with it the instance, for each message that it let through.
    await until('an end of the timers', () => timeouts() <= timeoutsBefore)
    collect()
    return process.memoryUsage().heapUsed / MEGABYTE
  }
  const bugs: string[] = []
  const floor = await openFaultFloor({ startMs: 600_000, random: () => 0.5, onBug: (what) => bugs.push(what) })
  floor.link.connect()
  await untilWhole(floor)
  await dropCycles(floor, 50)
  const [before, heapBefore] = [footprintOf(floor), await heap()]
  await dropCycles(floor, CYCLES)
  const grown = (await heap()) - heapBefore
  console.info(`ibkr cycles: the heap grew by ${grown.toFixed(2)} MB over ${CYCLES} losses of the connection`)
  expect(footprintOf(floor)).toEqual(before)
  expect(grown).toBeLessThan(2)
  await floor.close()
  expect(footprintOf(floor)).toEqual({ listeners: 0, timers: 0, sockets: 0 })
  expect(bugs).toEqual([])
})
