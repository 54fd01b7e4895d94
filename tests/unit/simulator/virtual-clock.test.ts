import { describe, expect, test } from 'vitest'
import { sessionOn } from '../../../src-main/market/calendar.ts'
import { type MarketEvent, timeOfEvent } from '../../../src-main/market/market-data.ts'
import {
  createVirtualClock,
  pace,
  type Schedule,
  type Speed,
  systemSchedule,
  type VirtualClock,
} from '../../../src-main/simulator/virtual-clock.ts'
import {
  MINUTE_MS,
  SECOND_MS,
  type SessionDay,
  sessionDate,
  type UtcMs,
  utcMs,
} from '../../../src-shared/domain/time.ts'

/** Real time that only moves when a test says so. */
function handTime() {
  let now = 1_000
  let timers: { readonly due: number; readonly run: () => void }[] = []
  const schedule: Schedule = (ms, run) => {
    const timer = { due: now + ms, run }
    timers.push(timer)
    return () => {
      timers = timers.filter((other) => other !== timer)
    }
  }
  /** Everything that is ready without time passing. */
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  return {
    operator: { monotonic: () => now },
    schedule,
    settle,
    timers: () => timers.length,
    /** The machine is busy: `ms` pass and no timer runs. */
    hang(ms: number): void {
      now += ms
    },
    /** Lets `ms` pass, running what falls due at its moment. */
    async pass(ms: number): Promise<void> {
      const until = now + ms
      for (;;) {
        await settle()
        const next = timers.filter((timer) => timer.due <= until).sort((a, b) => a.due - b.due)[0]
        if (next === undefined) break
        timers = timers.filter((timer) => timer !== next)
        now = Math.max(now, next.due)
        next.run()
      }
      now = until
      await settle()
    },
  }
}

function day(date: string): SessionDay {
  const session = sessionOn(sessionDate(date))
  if (session === null) throw new Error(`${date} is no trading day`)
  return session
}

const TUESDAY = day('2024-01-02')
const WEDNESDAY = day('2024-01-03')
const slotEnd = (session: SessionDay, minutes: number): MarketEvent => ({
  kind: 'slot-end',
  time: utcMs(session.open + minutes * MINUTE_MS),
})
const EVENTS: readonly MarketEvent[] = [
  { kind: 'session', day: TUESDAY },
  slotEnd(TUESDAY, 5),
  slotEnd(TUESDAY, 10),
  slotEnd(TUESDAY, 15),
  { kind: 'session', day: WEDNESDAY },
  slotEnd(WEDNESDAY, 5),
]

function start(speed: Speed, events: readonly MarketEvent[] = EVENTS, paused = false) {
  const time = handTime()
  const clock = createVirtualClock({ start: TUESDAY.open, speed, paused, ...time })
  const seen: MarketEvent[] = []
  let ended = false
  const consumed = (async () => {
    for await (const event of pace(events, clock, timeOfEvent)) seen.push(event)
    ended = true
  })()
  return { time, clock, seen, consumed, ended: () => ended }
}

const minutesIn = (clock: VirtualClock, session = TUESDAY): number => (clock.now() - session.open) / MINUTE_MS

describe('market time', () => {
  test('runs at its speed and delivers each event when its moment has come', async () => {
    const { time, clock, seen } = start(60)
    await time.pass(4_999)
    expect(seen).toEqual(EVENTS.slice(0, 1))
    await time.pass(1)
    expect(seen).toEqual(EVENTS.slice(0, 2))
    await time.pass(2_500)
    expect(minutesIn(clock)).toBe(7.5)
    expect(seen).toEqual(EVENTS.slice(0, 2))
  })

  test('skips the hours in which the market is closed', async () => {
    const { time, clock, seen } = start(60)
    await time.pass(15_000)
    expect(seen.at(-1)).toEqual({ kind: 'session', day: WEDNESDAY })
    expect(clock.now()).toBe(WEDNESDAY.open)
  })

  test('ends with the events', async () => {
    const { time, consumed, seen, ended } = start(60)
    await time.pass(20_000)
    await consumed
    expect(ended()).toBe(true)
    expect(seen).toEqual(EVENTS)
  })

  test('takes its new speed from the moment of the change', async () => {
    const { time, clock, seen } = start(60)
    await time.pass(2_500)
    expect(clock.setSpeed(1)).toEqual({ ok: true })
    await time.pass(30 * SECOND_MS)
    expect(minutesIn(clock)).toBe(3)
    clock.setSpeed(120)
    await time.pass(999)
    expect(seen).toHaveLength(1)
    await time.pass(1)
    expect(seen).toHaveLength(2)
  })

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses %d as a speed and goes on', async (speed) => {
    const { time, clock } = start(60)
    expect(clock.setSpeed(speed)).toMatchObject({ ok: false, error: { code: 'not-a-speed' } })
    await time.pass(1_000)
    expect(minutesIn(clock)).toBe(1)
    expect(() => createVirtualClock({ start: TUESDAY.open, speed, ...time })).toThrow(RangeError)
  })

  test('never overtakes an event that its consumer has not taken yet', async () => {
    const time = handTime()
    const clock = createVirtualClock({ start: TUESDAY.open, speed: 60, ...time })
    const paced = pace(EVENTS, clock, timeOfEvent)
    await paced.next()
    const second = paced.next()
    await time.pass(5_000)
    await second
    // The consumer is busy for a minute of real time, an hour of the market's.
    await time.pass(60_000)
    expect(minutesIn(clock)).toBe(5)
    const third = paced.next()
    await time.pass(2_500)
    expect(minutesIn(clock)).toBe(7.5)
    await time.pass(2_500)
    expect(await third).toEqual({ done: false, value: EVENTS[2] })
    await paced.return()
  })

  test('does not pass an event because the machine is late to wake up', async () => {
    const { time, clock, seen } = start(60)
    await time.settle()
    time.hang(9_000)
    expect(minutesIn(clock)).toBe(5)
    expect(seen).toHaveLength(1)
    await time.pass(0)
    expect(seen).toHaveLength(2)
    expect(minutesIn(clock)).toBe(5)
  })

  test('needs no event to be read between two, and stops at the one that is due', async () => {
    const time = handTime()
    const clock = createVirtualClock({ start: TUESDAY.open, speed: 1, ...time })
    const reached = clock.reach(utcMs(TUESDAY.open + 2 * MINUTE_MS))
    await time.pass(90 * SECOND_MS)
    expect(minutesIn(clock)).toBe(1.5)
    await time.pass(600 * SECOND_MS)
    expect(await reached).toBe(true)
    expect(minutesIn(clock)).toBe(2)
  })
})

describe('pause and resume', () => {
  test('hold market time and let it run on from there', async () => {
    const { time, clock, seen } = start(60)
    await time.pass(2_000)
    clock.pause()
    expect(clock.paused).toBe(true)
    expect(time.timers()).toBe(0)
    await time.pass(3_600 * SECOND_MS)
    expect(minutesIn(clock)).toBe(2)
    clock.resume()
    await time.pass(2_999)
    expect(seen).toHaveLength(1)
    await time.pass(1)
    expect(seen).toHaveLength(2)
  })

  test('hold a drained clock as well', async () => {
    const { time, clock, seen } = start('drained', EVENTS, true)
    await time.pass(1_000)
    expect(seen).toEqual(EVENTS.slice(0, 1))
    clock.resume()
    await time.pass(0)
    expect(seen).toEqual(EVENTS)
  })
})

describe('a step', () => {
  test('goes to the next moment at which something happens, and holds there', async () => {
    const bars = [slotEnd(TUESDAY, 5), slotEnd(TUESDAY, 5), slotEnd(TUESDAY, 10)]
    const { time, clock, seen } = start(60, [{ kind: 'session', day: TUESDAY }, ...bars], true)
    await time.pass(10_000)
    expect(seen).toHaveLength(1)
    clock.step()
    await time.pass(10_000)
    expect(seen).toHaveLength(3)
    expect(minutesIn(clock)).toBe(5)
    clock.step()
    await time.pass(10_000)
    expect(seen).toHaveLength(4)
    expect(minutesIn(clock)).toBe(10)
  })

  test('pauses a clock that runs', async () => {
    const { time, clock, seen } = start(60)
    await time.pass(1_000)
    clock.step()
    await time.pass(60_000)
    expect(clock.paused).toBe(true)
    expect(minutesIn(clock)).toBe(1)
    expect(seen).toHaveLength(1)
  })

  test('asked for while the consumer is busy is taken when it comes back, each of them once', async () => {
    const time = handTime()
    const clock = createVirtualClock({ start: TUESDAY.open, speed: 60, paused: true, ...time })
    const paced = pace(EVENTS, clock, timeOfEvent)
    await paced.next()
    clock.step()
    clock.step()
    expect((await paced.next()).value).toEqual(EVENTS[1])
    expect((await paced.next()).value).toEqual(EVENTS[2])
    const waiting = paced.next()
    await time.pass(60_000)
    expect(minutesIn(clock)).toBe(10)
    clock.close()
    expect(await waiting).toEqual({ done: true, value: undefined })
  })

  test('asked for too often is forgotten when the clock runs again', async () => {
    const time = handTime()
    const clock = createVirtualClock({ start: TUESDAY.open, speed: 60, paused: true, ...time })
    clock.step()
    clock.step()
    clock.resume()
    clock.pause()
    void clock.reach(utcMs(TUESDAY.open + MINUTE_MS))
    await time.pass(60_000)
    expect(minutesIn(clock)).toBe(0)
  })

  test('leads over the night to the next open', async () => {
    const { time, clock, seen } = start(60, [slotEnd(TUESDAY, 390), { kind: 'session', day: WEDNESDAY }], true)
    clock.step()
    await time.pass(0)
    expect(clock.now()).toBe(TUESDAY.close)
    clock.step()
    await time.pass(0)
    expect(clock.now()).toBe(WEDNESDAY.open)
    expect(seen).toHaveLength(2)
  })
})

describe('seeking', () => {
  test('forward is fast as drained up to the moment, and then as before', async () => {
    const { time, clock, seen } = start(60)
    expect(clock.fastForward(utcMs(TUESDAY.open + 12 * MINUTE_MS))).toEqual({ ok: true })
    await time.pass(0)
    expect(seen).toEqual(EVENTS.slice(0, 3))
    expect(minutesIn(clock)).toBe(10)
    await time.pass(4_999)
    expect(seen).toHaveLength(3)
    await time.pass(1)
    expect(seen).toEqual(EVENTS.slice(0, 5))
  })

  test('backward is refused: that is a new session', async () => {
    const { time, clock } = start(60)
    await time.pass(6_000)
    const before = clock.now()
    expect(clock.fastForward(TUESDAY.open)).toMatchObject({ ok: false, error: { code: 'never-goes-back' } })
    expect(clock.now()).toBe(before)
  })

  test('is not what an event may do: one from the past is a bug of its source', async () => {
    const { consumed } = start('drained', [slotEnd(TUESDAY, 10), slotEnd(TUESDAY, 5)])
    await expect(consumed).rejects.toThrow(RangeError)
  })
})

describe('a drained clock', () => {
  test('is always at the event that was delivered last', async () => {
    const time = handTime()
    const clock = createVirtualClock({ start: TUESDAY.open, speed: 'drained', ...time })
    const times: UtcMs[] = []
    for await (const _ of pace(EVENTS, clock, timeOfEvent)) times.push(clock.now())
    expect(times).toEqual(EVENTS.map(timeOfEvent))
    expect(time.timers()).toBe(0)
  })

  test('lets the process do other things now and then', async () => {
    let turns = 0
    let now = 0
    const schedule: Schedule = (ms, run) => {
      turns += 1
      return systemSchedule(ms, run)
    }
    const clock = createVirtualClock({
      start: TUESDAY.open,
      speed: 'drained',
      operator: { monotonic: () => now },
      schedule,
    })
    // Every event costs the consumer a millisecond.
    for await (const _ of pace(
      Array.from({ length: 100 }, () => slotEnd(TUESDAY, 5)),
      clock,
      timeOfEvent,
    ))
      now += 1
    expect(turns).toBe(4)
  })
})

describe('closing', () => {
  test('lets the consumer go and ends its source', async () => {
    let closedSource = false
    async function* source(): AsyncGenerator<MarketEvent> {
      try {
        yield* EVENTS
      } finally {
        closedSource = true
      }
    }
    const time = handTime()
    const clock = createVirtualClock({ start: TUESDAY.open, speed: 1, ...time })
    const seen: MarketEvent[] = []
    const consumed = (async () => {
      for await (const event of pace(source(), clock, timeOfEvent)) seen.push(event)
    })()
    await time.pass(1_000)
    clock.close()
    await consumed
    expect(seen).toHaveLength(1)
    expect(closedSource).toBe(true)
    expect(time.timers()).toBe(0)
    expect(await clock.reach(utcMs(TUESDAY.close))).toBe(false)
  })

  test('a second source on the same clock is a bug', () => {
    const time = handTime()
    const clock = createVirtualClock({ start: TUESDAY.open, speed: 1, ...time })
    void clock.reach(TUESDAY.close)
    expect(() => clock.reach(TUESDAY.close)).toThrow('one event source')
  })
})

test("the machine's timers run once, and not when they are cancelled", async () => {
  const runs: string[] = []
  systemSchedule(0, () => runs.push('cancelled at once'))()
  systemSchedule(1, () => runs.push('cancelled'))()
  await new Promise<void>((resolve) => systemSchedule(0, resolve))
  await new Promise<void>((resolve) => systemSchedule(1, resolve))
  expect(runs).toEqual([])
})
