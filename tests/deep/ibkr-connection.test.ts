import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { demoGateway } from '../integration/simulator/tws-server/demo-gateway.ts'
import { dropCycles } from '../support/ibkr/drop-cycles.ts'
import { playFaults } from '../support/ibkr/fault-sequence.ts'
import { openLinkUnderTest } from '../support/ibkr/link-under-test.ts'
import { sendMutatedVolleys } from '../support/ibkr/mutated-volleys.ts'
import { openScriptedTws } from '../support/ibkr/scripted-tws.ts'
import { until } from '../support/until.ts'

const MEGABYTE = 1024 * 1024

it('a thousand connections and drops leave the heap as it was', async () => {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect !== 'function') throw new Error('the collector cannot be called')
  // The library's limiter holds a timer of 100 ms, and with it the instance, for each message that it let through.
  const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const timersBefore = timers()
  const heap = async (): Promise<number> => {
    await until('an end of the timers', () => timers() <= timersBefore)
    collect()
    return process.memoryUsage().heapUsed / MEGABYTE
  }
  const tws = await openScriptedTws({ remembers: false })
  const under = openLinkUnderTest(tws.port)
  await dropCycles(under, tws, 200)
  const before = await heap()
  await dropCycles(under, tws, 1_000)
  const grown = (await heap()) - before
  console.info(`ibkr connection: the heap grew by ${grown.toFixed(2)} MB over 1,000 connections`)
  expect(grown).toBeLessThan(1)
  under.link.close()
  await tws.close()
})

it('a connection keeps its promises through 1,000 sequences of faults', async () => {
  for (let seed = 1_000; seed < 2_000; seed++) {
    const { wrong, actions } = await playFaults(seed, 25, async (operator) => {
      const { gateway, port, close } = await demoGateway({ operator, minutes: 0 })
      return { gateway, port, close }
    })
    expect(wrong, `seed ${seed}: ${actions.join(', ')}`).toEqual([])
  }
})

it('200,000 mutated messages never crash or stall a connection', async () => {
  const tws = await openScriptedTws({ remembers: false })
  const under = openLinkUnderTest(tws.port)
  expect(await sendMutatedVolleys(under, tws, { seed: 5, volleys: 2_000, frames: 100 })).toBe(200_000)
  expect(under.link.listenerCount()).toBe(0)
  under.link.close()
  await tws.close()
})
