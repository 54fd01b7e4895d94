import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { StreamMessage } from '../../../../src-main/session/cockpit-service.ts'
import type { RunningSession } from '../../../../src-main/session/session-observer.ts'
import { BATCH_MS, CockpitStreams } from '../../../../src-main/session/streams/cockpit-streams.ts'
import type { TopicState } from '../../../../src-shared/contract/topics.ts'
import { demoCockpit } from '../../../support/session/demo-cockpit.ts'
import { HandSchedule } from '../../../support/session/hand-schedule.ts'
import { Mirror } from '../../../support/session/mirror.ts'

/** A cockpit on a synthetic day, held at a step of the day that is traded. */
async function heldDay(speed = '100000') {
  const folder = mkdtempSync(join(tmpdir(), 'streams-test-'))
  const schedule = new HandSchedule()
  const streams = new CockpitStreams({ schedule: schedule.schedule })
  let session: RunningSession | null = null
  let steps = 0
  let waiter: { readonly count: number; readonly resume: () => void } | null = null
  const [begin, step] = [streams.begin.bind(streams), streams.step.bind(streams)]
  streams.begin = (begun) => {
    session = begun
    begin(begun)
  }
  streams.step = (...moved) => {
    step(...moved)
    steps++
    if (waiter === null || steps < waiter.count) return
    cockpit.command(`pause-${steps}`, { kind: 'clock-pause' }, 'test')
    waiter.resume()
    waiter = null
  }
  const cockpit = demoCockpit({ database: join(folder, 'audit.db'), observer: streams, flags: { speed } })
  onTestFinished(async () => {
    await cockpit.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const runTo = (count: number): Promise<void> => {
    const reached = new Promise<void>((resume) => {
      waiter = { count, resume }
    })
    if (steps === 0) expect(cockpit.start().ok).toBe(true)
    else cockpit.command(`resume-${steps}`, { kind: 'clock-resume' }, 'test')
    return reached
  }
  return { cockpit, streams, schedule, runTo, session: () => session!, steps: () => steps }
}

const heardOn = (streams: CockpitStreams, topic: string) => {
  const heard: StreamMessage[] = []
  const following = streams.follow(topic, (message) => heard.push(message))
  if (!following.ok) throw new Error(following.error.message)
  return { heard, ...following.value }
}

describe('what nobody follows', () => {
  test('costs no timer, and what was followed costs none when the last one leaves', async () => {
    const { streams, schedule, runTo } = await heldDay()
    await runTo(10)
    expect(schedule.delays).toEqual([])
    const one = heardOn(streams, 'status')
    const two = heardOn(streams, 'candles/NVDA/1m')
    expect(schedule.delays).toEqual([BATCH_MS])
    one.stop()
    expect(schedule.delays).toHaveLength(1)
    two.stop()
    expect(schedule.delays).toEqual([])
  })
})

describe('prices', () => {
  test('go out in one batch, however many steps have come since the last', async () => {
    const { streams, schedule, runTo } = await heldDay()
    await runTo(2)
    const { heard } = heardOn(streams, 'watchlist')
    const candles = heardOn(streams, 'candles/NVDA/1m')
    await runTo(30)
    expect([heard.length, candles.heard.length]).toEqual([1, 1])
    expect(schedule.delays).toEqual([BATCH_MS])
    schedule.runAll()
    expect([heard.length, candles.heard.length]).toEqual([2, 2])
  })

  test('are looked at less often while the market stands, because ages go on', async () => {
    const { streams, schedule, runTo } = await heldDay()
    await runTo(2)
    heardOn(streams, 'status')
    schedule.runAll()
    expect(schedule.delays[0]).toBeGreaterThan(BATCH_MS)
  })
})

describe('what a command does', () => {
  test('goes out when it is done, in one message a topic, without waiting for the batch', async () => {
    const { cockpit, streams, schedule, runTo } = await heldDay()
    await runTo(2)
    const { heard } = heardOn(streams, 'activity')
    const status = heardOn(streams, 'status')
    schedule.runAll()
    const before = status.heard.length
    expect(cockpit.command('halt', { kind: 'set-trading-state', state: 'reducing' }, 'test').ok).toBe(true)
    await Promise.resolve()
    expect(heard.slice(1)).toMatchObject([
      { type: 'delta', delta: { add: [{ subject: 'mode', text: 'Trading is reducing: asked for.' }] } },
    ])
    expect(status.heard.slice(before)).toMatchObject([{ delta: { tradingState: 'reducing' } }])
  })
})

describe('a day begun again', () => {
  test('is a new epoch with a snapshot for everybody', async () => {
    const { cockpit, streams, runTo } = await heldDay()
    await runTo(20)
    const mirrors = ['status', 'watchlist', 'candles/NVDA/5m', 'activity'].map((topic) => new Mirror(topic))
    for (const mirror of mirrors) streams.follow(mirror.topic, mirror.take)
    const before = mirrors.map(({ epoch }) => epoch)
    expect(cockpit.command('again', { kind: 'clock-restart' }, 'test').ok).toBe(true)
    for (const [index, mirror] of mirrors.entries()) {
      expect(mirror.epoch).not.toBe(before[index])
      expect(mirror.gaps).toEqual([])
    }
    expect(mirrors[1]?.state).toMatchObject({ rows: expect.arrayContaining([expect.objectContaining({ card: null })]) })
  })
})

describe('a status', () => {
  test('tells where the session stands', async () => {
    const { streams, runTo, session } = await heldDay()
    await runTo(70)
    const mirror = new Mirror('status')
    streams.follow('status', mirror.take)
    const status = mirror.state as TopicState<'status'>
    const day = session().facts.sessions.at(-1)!
    expect(status).toMatchObject({
      mode: 'dry-run',
      account: { class: 'simulated' },
      state: { phase: 'running' },
      window: 'opening-drive',
      day: { date: day.date, open: day.open, close: day.close },
      nextDecision: day.open + 2 * 300_000,
      clock: { paused: true },
      connection: { state: 'ready' },
      data: { lost: null },
      audit: { failure: null },
    })
    expect(status.regime?.reason).toMatch(/^SPY /)
    expect(status.data.age).toBeLessThan(60_000)
  })
})

describe('a topic that cannot be followed is refused with a reason', () => {
  test.each(['', 'nothing', 'status/NVDA', 'candles/NVDA', 'candles/NVDA/2m', 'symbol/', '__proto__', 'x'.repeat(500)])(
    'when it is none: %j',
    async (topic) => {
      const streams = new CockpitStreams({ schedule: new HandSchedule().schedule })
      expect(streams.follow(topic, () => {})).toMatchObject({ ok: false, error: { code: 'unknown-topic' } })
    },
  )

  test('when no session has begun', () => {
    const streams = new CockpitStreams({ schedule: new HandSchedule().schedule })
    expect(streams.follow('status', () => {})).toMatchObject({ ok: false, error: { code: 'not-running' } })
  })

  test('when the session has no such symbol', async () => {
    const { streams, runTo } = await heldDay()
    await runTo(1)
    const refused = streams.follow('scorecard/ZZZZ', () => {})
    expect(refused).toMatchObject({ ok: false, error: { code: 'unknown-topic' } })
  })
})
