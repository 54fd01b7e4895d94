import { IBApi } from '@stoqey/ib'
import { afterEach, expect, it } from 'vitest'
import { startPulse } from '../../../../../src-main/broker/ibkr/connection/pulse.ts'
import { utcMs } from '../../../../../src-shared/domain/time.ts'
import { holdTime } from '../../../../support/ibkr/held-time.ts'

const SERVER_SECONDS = Date.UTC(2024, 0, 2, 14, 30) / 1_000

let stop: () => void = () => {}
afterEach(() => stop())

function start({ leaves = true, cutOff = (): boolean => false } = {}) {
  const time = holdTime()
  const measures: { readonly latency: number; readonly skew: number }[] = []
  let asked = 0
  let lost = 0
  const pulse = startPulse({
    time,
    marketNow: () => utcMs(time.now()),
    send(call) {
      if (!leaves) return
      asked++
      // Never connected: the library takes the call and keeps it.
      call(new IBApi({ host: '127.0.0.1', port: 1, clientId: 1, maxReqPerSec: 1_000 }))
    },
    measured: (measure) => measures.push(measure),
    cutOff,
    lost: () => {
      lost++
    },
  })
  stop = pulse.stop
  return { time, pulse, measures, asked: () => asked, lost: () => lost }
}

it('asks every five seconds and measures each answer', () => {
  const { time, pulse, measures, asked, lost } = start()
  for (let beat = 0; beat < 10; beat++) {
    time.advance(40)
    pulse.answered(SERVER_SECONDS + beat * 5)
    time.advance(4_960)
  }
  expect([asked(), lost()]).toEqual([11, 0])
  expect(measures).toHaveLength(10)
  expect(measures[0]).toEqual({ latency: 40, skew: 480 })
})

it('finds a connection dead that did not answer for five seconds', () => {
  const { time, pulse, lost } = start()
  pulse.answered(SERVER_SECONDS)
  time.advance(9_999)
  expect(lost()).toBe(0)
  time.advance(1)
  expect(lost()).toBe(1)
})

it('finds a connection dead whose question never left', () => {
  const { time, lost } = start({ leaves: false })
  time.advance(5_000)
  expect(lost()).toBe(1)
})

it('does not take a pause of our own process for a dead connection', () => {
  const { time, pulse, lost } = start()
  time.stall(60_000)
  time.advance(0)
  expect(lost()).toBe(0)
  pulse.answered(SERVER_SECONDS)
  time.advance(1_000)
  expect(lost()).toBe(0)
})

it('still finds it dead when nothing comes after such a pause', () => {
  const { time, lost } = start()
  time.stall(60_000)
  time.advance(1_000)
  expect(lost()).toBe(1)
})

it('answers who asks for the time, in the order of the questions', async () => {
  const { pulse } = start()
  const first = pulse.ask()
  const second = pulse.ask()
  for (const seconds of [1, 2, 3]) pulse.answered(SERVER_SECONDS + seconds)
  expect([await first, await second]).toEqual([
    { ok: true, value: (SERVER_SECONDS + 2) * 1_000 },
    { ok: true, value: (SERVER_SECONDS + 3) * 1_000 },
  ])
})

it('lets nobody wait for longer than five seconds', async () => {
  const { time, pulse } = start({ cutOff: () => true })
  const asked = pulse.ask()
  time.advance(5_000)
  expect(await asked).toMatchObject({ ok: false, error: { code: 'timed-out' } })
})

it('lets nobody wait when the connection ends, and leaves no timer', async () => {
  const { time, pulse } = start()
  const asked = pulse.ask()
  pulse.stop()
  expect(await asked).toMatchObject({ ok: false, error: { code: 'not-connected' } })
  expect(time.pending()).toBe(0)
})

it('tells skew in both directions to half a second', () => {
  const { pulse, measures } = start()
  pulse.answered(SERVER_SECONDS - 10)
  expect(measures[0]?.skew).toBe(-9_500)
})

it('keeps a socket that is silent while TWS has lost IBKR, and wants an answer again when it is back', () => {
  let away = true
  const { time, pulse, lost } = start({ cutOff: () => away })
  time.advance(110_000)
  expect(lost()).toBe(0)
  away = false
  // What was asked meanwhile may never be answered; what is asked from now on is.
  time.advance(7_000)
  expect(lost()).toBe(0)
  pulse.answered(SERVER_SECONDS + 117)
  time.advance(5_000)
  expect(lost()).toBe(0)
  time.advance(10_000)
  expect(lost()).toBe(1)
})

it('does not keep it for longer than two minutes: it may have died meanwhile', () => {
  const { time, lost } = start({ cutOff: () => true })
  time.advance(119_999)
  expect(lost()).toBe(0)
  time.advance(1)
  expect(lost()).toBe(1)
})
