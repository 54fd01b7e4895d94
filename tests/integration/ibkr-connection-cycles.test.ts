import { expect, it } from 'vitest'
import { dropCycles } from '../support/ibkr/drop-cycles.ts'
import { openLinkUnderTest } from '../support/ibkr/link-under-test.ts'
import { openScriptedTws } from '../support/ibkr/scripted-tws.ts'
import { until } from '../support/until.ts'

/** Handles of this process: sockets of both sides, timers. */
const handles = (kind: 'TCPSocketWrap' | 'Timeout'): number =>
  process.getActiveResourcesInfo().filter((name) => name === kind).length

it('200 connections and drops leave no listener, no socket and no timer', async () => {
  const tws = await openScriptedTws()
  const under = openLinkUnderTest(tws.port)
  const { link, time } = under
  const timersBefore = handles('Timeout')
  await dropCycles(under, tws, 1)
  const [listeners, timers] = [link.listenerCount(), time.pending()]
  await dropCycles(under, tws, 200)
  expect(tws.clients).toHaveLength(201)
  expect([link.listenerCount(), time.pending()]).toEqual([listeners, timers])
  // The library's limiter holds a timer of 100 ms for each message that it let through.
  await until('an end of its timers', () => handles('Timeout') <= timersBefore, 5_000)
  expect(handles('TCPSocketWrap')).toBe(0)
  link.close()
  expect(time.pending()).toBe(0)
  await tws.close()
})
