import type { Status } from '../../../src-shared/contract/views/status.ts'
import type { Result } from '../../../src-shared/domain/result.ts'
import { ENGINE_BAR_MS, type SessionDay, type UtcMs, utcMs } from '../../../src-shared/domain/time.ts'
import type { OperatorClock } from '../../market/clock.ts'
import { exchangeLabel } from '../../market/exchange-time.ts'
import { STEP_MS } from '../../simulator/synthetic/day-frame.ts'
import { createVirtualClock, type Schedule, type Speed, type VirtualClock } from '../../simulator/virtual-clock.ts'

/** Market seconds a second that can be asked for, as the configuration allows. */
const SPEEDS = { least: 0.1, most: 100_000 } as const
/** While a card waits. */
const SLOWED = 1

/** A sentence that says why the clock cannot do it. */
type Obeyed = Result<null, string>
const OBEYED: Obeyed = { ok: true, value: null }

/** How a session's market moves when it begins; carried from one session to the next. */
export interface Motion {
  readonly speed: Speed
  readonly paused: boolean
  readonly slowWhileWaiting: boolean
}

interface PaceOptions {
  readonly sessions: readonly SessionDay[]
  /** The first moment that is decided. */
  readonly from: UtcMs
  readonly motion: Motion
  readonly operator: Pick<OperatorClock, 'monotonic'>
  readonly schedule: Schedule
}

/** The simulated market's clock as a trader moves it: pause, step to the next decision, speed, forward, 1× while a card waits. */
export class MarketPace {
  readonly clock: VirtualClock
  private readonly sessions: readonly SessionDay[]
  private readonly from: UtcMs
  private readonly until: UtcMs
  private speed: Speed
  private slowWhileWaiting: boolean
  private waiting = false
  /** Where the clock goes as fast as it can, and whether it holds there. */
  private goal: { readonly time: UtcMs; readonly holds: boolean } | null = null

  constructor({ sessions, from, motion, operator, schedule }: PaceOptions) {
    this.sessions = sessions
    this.from = from
    this.until = sessions.at(-1)?.close ?? from
    this.speed = motion.speed
    this.slowWhileWaiting = motion.slowWhileWaiting && motion.speed !== 'drained'
    const start = sessions[0]?.open ?? utcMs(0)
    this.clock = createVirtualClock({ start, speed: motion.speed, operator, schedule })
  }

  /** What the window shows of it; null when nobody is there to move it. */
  state(): Status['clock'] {
    const { speed, slowWhileWaiting, from, until } = this
    if (speed === 'drained') return null
    return { speed, paused: this.paused, slowWhileWaiting, slowed: this.slowed, from, until }
  }

  get motion(): Motion {
    return { speed: this.speed, paused: this.paused, slowWhileWaiting: this.slowWhileWaiting }
  }

  /** Where it is going as fast as it can; null when it runs at its speed, or stands. */
  get target(): UtcMs | null {
    return this.clock.paused ? null : (this.goal?.time ?? null)
  }

  pause(): void {
    this.clock.pause()
  }

  /** Holds where it is going, instead of on the way there; where it is going nowhere, here. */
  pauseOnArrival(): void {
    if (this.goal === null) this.pause()
    else this.goal = { ...this.goal, holds: true }
  }

  resume(): void {
    if (this.goal !== null) this.goal = { ...this.goal, holds: false }
    this.clock.resume()
  }

  /** On to the end of the slot under way, whose decisions are made, and holds there. */
  step(now: UtcMs): Obeyed {
    const next = nextSlotEnd(this.sessions, now)
    if (next === null) return refused('The market has no further decision to step to.')
    this.goTo(next, true)
    return OBEYED
  }

  setSpeed(speed: number): Obeyed {
    const { least, most } = SPEEDS
    if (!(Number.isFinite(speed) && speed >= least && speed <= most)) {
      return refused(`${speed} is not a speed: it takes market seconds a second, from ${least} to ${most}.`)
    }
    this.speed = speed
    this.apply()
    return OBEYED
  }

  setSlowWhileWaiting(on: boolean): void {
    this.slowWhileWaiting = on
    this.apply()
  }

  /** Whether a seek to that moment is possible at all. */
  checkSeek(time: number): Obeyed {
    if (Number.isSafeInteger(time) && time >= this.from && time <= this.until) return OBEYED
    const range = `${exchangeLabel(this.from)} to ${exchangeLabel(this.until)}, New York time`
    return refused(`The clock cannot go there: it goes from ${range}.`)
  }

  /** Forward to a moment as fast as it is drained; a clock that stands, stands again there. */
  goTo(time: UtcMs, holds = this.paused): void {
    this.goal = { time: lastEventBy(this.sessions, time), holds }
    this.clock.fastForward(time)
    this.clock.resume()
  }

  /** Everything of an event has been done. @returns whether the clock has just come to where it was going. */
  arrived(time: UtcMs): boolean {
    if (this.goal === null || time < this.goal.time) return false
    if (this.goal.holds) this.clock.pause()
    this.goal = null
    return true
  }

  /** Whether a card waits. */
  note(waiting: boolean): void {
    if (waiting === this.waiting) return
    this.waiting = waiting
    this.apply()
  }

  private get slowed(): boolean {
    return this.slowWhileWaiting && this.waiting && this.speed !== 'drained' && this.speed > SLOWED
  }

  private get paused(): boolean {
    return this.clock.paused || (this.goal?.holds ?? false)
  }

  private apply(): void {
    this.clock.setSpeed(this.slowed ? SLOWED : this.speed)
  }
}

const refused = (message: string): Obeyed => ({ ok: false, error: message })

function nextSlotEnd(sessions: readonly SessionDay[], now: UtcMs): UtcMs | null {
  const day = sessions.find(({ close }) => close > now)
  if (day === undefined) return null
  const slots = now < day.open ? 0 : Math.floor((now - day.open) / ENGINE_BAR_MS)
  return utcMs(Math.min(day.open + (slots + 1) * ENGINE_BAR_MS, day.close))
}

/** The last moment until then at which something happens: an open, the end of a step, the end of a slot. */
function lastEventBy(sessions: readonly SessionDay[], time: UtcMs): UtcMs {
  const day = sessions.findLast(({ open }) => open <= time)
  if (day === undefined) return time
  if (time >= day.close) return day.close
  const slot = day.open + Math.floor((time - day.open) / ENGINE_BAR_MS) * ENGINE_BAR_MS
  const steps = Math.floor((time - slot + 1) / STEP_MS)
  return utcMs(steps === 0 ? slot : slot + steps * STEP_MS - 1)
}
