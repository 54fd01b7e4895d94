import { type UtcMs, utcMs } from '../../src-shared/domain/time.ts'
import type { MarketClock, OperatorClock } from '../market/clock.ts'

/** Calls `run` once after `ms` of real time. Returns what cancels it. */
export type Schedule = (ms: number, run: () => void) => () => void

/** Market seconds a real second, or as fast as the events are drained. */
export type Speed = number | 'drained'

type ClockRefusal = 'never-goes-back' | 'not-a-speed'

type ClockResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly error: { readonly code: ClockRefusal; readonly message: string } }

/**
 * Market time of a simulated session. It runs towards the next event at its speed and stops there until the event has
 * been taken and handled: market time never overtakes what has been delivered, however slow the consumer is, so that
 * a grace measured in market time cannot run out on a bar that was only waiting in a queue.
 * It never goes back: a seek to an earlier moment is a new session with a clock of its own.
 */
export interface VirtualClock extends MarketClock {
  readonly speed: Speed
  readonly paused: boolean
  /** @returns the refusal `not-a-speed` for anything but `'drained'` or a positive, finite number. */
  setSpeed(speed: Speed): ClockResult
  /** Holds market time where it is. */
  pause(): void
  resume(): void
  /** While paused: goes to the moment of the next event, whose events pass, and holds there. Otherwise pauses. */
  step(): void
  /** Delivers what happens up to `until` as fast as it is drained, then goes on as before. Pausing still holds. */
  fastForward(until: UtcMs): ClockResult
  /**
   * For the event source (see `pace`), one caller at a time: waits until market time is `time`. With `skip` the wait
   * takes no time unless the clock is paused (hours in which the market is closed).
   * @returns false when the clock was closed meanwhile.
   * @throws RangeError when `time` lies before now.
   */
  reach(time: UtcMs, skip?: boolean): Promise<boolean>
  /** Ends the session: whoever waits is let go. */
  close(): void
}

interface VirtualClockOptions {
  readonly start: UtcMs
  readonly speed: Speed
  readonly operator: Pick<OperatorClock, 'monotonic'>
  readonly schedule: Schedule
  readonly paused?: boolean
}

/** Longest single timer, ms: what is left is measured anew, also after the machine slept. */
const LONGEST_WAIT_MS = 60_000

/** Real time after which a drained clock lets the process do something else (signals, commands, output), ms. */
const BREATH_MS = 20

/** The machine's timers. */
export const systemSchedule: Schedule = (ms, run) => {
  if (ms <= 0) {
    const immediate = setImmediate(run)
    return () => clearImmediate(immediate)
  }
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}

const isSpeed = (speed: Speed): boolean => speed === 'drained' || (Number.isFinite(speed) && speed > 0)

const refused = (code: ClockRefusal, message: string): ClockResult => ({ ok: false, error: { code, message } })

/** @throws RangeError when the options' speed is none. */
export function createVirtualClock(options: VirtualClockOptions): VirtualClock {
  const { operator, schedule } = options
  if (!isSpeed(options.speed)) throw new RangeError(`not a speed: ${options.speed}`)
  let speed = options.speed
  let paused = options.paused ?? false
  let closed = false
  /** Market time when it last stood still, and the monotonic time since when it has run from there (null: it stands). */
  let market: number = options.start
  let runningSince: number | null = null
  /** Who waits for which moment. */
  let waiter: { readonly time: number; readonly skip: boolean; readonly resume: (reached: boolean) => void } | null =
    null
  let forwardUntil = Number.NEGATIVE_INFINITY
  let stepsLeft = 0
  let lastBreath = operator.monotonic()
  let cancelTimer = (): void => {}

  function elapsedMarket(): number {
    if (runningSince === null || waiter === null || speed === 'drained') return market
    return Math.min(waiter.time, market + (operator.monotonic() - runningSince) * speed)
  }

  function halt(): void {
    market = elapsedMarket()
    runningSince = null
    cancelTimer()
    cancelTimer = () => {}
  }

  function letGo(reached: boolean): void {
    const resume = waiter?.resume
    waiter = null
    resume?.(reached)
  }

  /** Market time is there; now and then the process gets a turn before the event passes. */
  function arrive(time: number): void {
    market = time
    if (operator.monotonic() - lastBreath < BREATH_MS) {
      letGo(true)
    } else {
      cancelTimer = schedule(0, () => {
        lastBreath = operator.monotonic()
        letGo(true)
      })
    }
  }

  function run(time: number, speedNow: number): void {
    runningSince = operator.monotonic()
    cancelTimer = schedule(Math.min((time - market) / speedNow, LONGEST_WAIT_MS), () => {
      lastBreath = operator.monotonic()
      consider()
    })
  }

  /** Decides anew what the one who waits has to wait for. */
  function consider(): void {
    halt()
    if (waiter === null) return
    const { time, skip } = waiter
    if (closed) {
      letGo(false)
    } else if (market >= time) {
      arrive(market)
    } else if (paused) {
      if (stepsLeft > 0) {
        stepsLeft -= 1
        arrive(time)
      }
    } else if (skip || speed === 'drained' || time <= forwardUntil) {
      arrive(time)
    } else {
      run(time, speed)
    }
  }

  return {
    now: () => utcMs(Math.floor(elapsedMarket())),
    get speed() {
      return speed
    },
    get paused() {
      return paused
    },
    setSpeed(next) {
      if (!isSpeed(next)) return refused('not-a-speed', `A speed is a number above 0 or 'drained', not ${next}.`)
      // What has run so far ran at the old speed.
      halt()
      speed = next
      consider()
      return { ok: true }
    },
    pause() {
      halt()
      paused = true
      consider()
    },
    resume() {
      paused = false
      stepsLeft = 0
      consider()
    },
    step() {
      if (paused) stepsLeft += 1
      halt()
      paused = true
      consider()
    },
    fastForward(until) {
      if (until < elapsedMarket()) {
        return refused('never-goes-back', 'Market time never goes back: start a new session to see an earlier moment.')
      }
      forwardUntil = Math.max(forwardUntil, until)
      consider()
      return { ok: true }
    },
    reach(time, skip = false) {
      if (closed) return Promise.resolve(false)
      if (waiter !== null) throw new Error('the virtual clock has one event source, and it waits already')
      if (time < market) throw new RangeError(`an event at ${time} comes after market time ${market}`)
      return new Promise((resume) => {
        waiter = { time, skip, resume }
        consider()
      })
    },
    close() {
      closed = true
      consider()
    },
  }
}

/**
 * Hands events on when market time has come to them, in the order in which they are; ends with them or with the clock.
 * The hours before an event of the kind `session` take no time.
 * @param timeOf the market time at which an event becomes known, never decreasing.
 */
export async function* pace<Event extends { readonly kind: string }>(
  events: AsyncIterable<Event> | Iterable<Event>,
  clock: Pick<VirtualClock, 'reach'>,
  timeOf: (event: Event) => UtcMs,
): AsyncGenerator<Event, void, undefined> {
  for await (const event of events) {
    if (!(await clock.reach(timeOf(event), event.kind === 'session'))) return
    yield event
  }
}
