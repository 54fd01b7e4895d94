import type { DisarmCause } from '../../../src-shared/domain/mode-machine.ts'
import type { OperatorClock } from '../../market/clock.ts'
import { SUSPEND_MS } from '../settings.ts'

/** How far the wall clock may go back between two looks without having been set. */
const SET_BACK_MS = 2_000

interface Both {
  readonly wall: number
  readonly monotonic: number
}

/**
 * A stretch of operator time that is over when either clock says so, after a sleep and when the wall clock has been
 * set, either way: what is measured by it never lasts longer than was meant.
 */
export class Span {
  readonly #clock: OperatorClock
  #until: Both
  #seen: Both
  #lifetime: number

  /** @param lifetime milliseconds from now. */
  constructor(clock: OperatorClock, lifetime: number) {
    this.#clock = clock
    this.#seen = this.#now()
    this.#until = plus(this.#seen, lifetime)
    this.#lifetime = lifetime
  }

  /** From begin or extension to end, milliseconds. */
  get lifetime(): number {
    return this.#lifetime
  }

  /** Milliseconds that are left. */
  left(): number {
    const { wall, monotonic } = this.#now()
    return Math.max(0, Math.min(this.#until.wall - wall, this.#until.monotonic - monotonic))
  }

  /** The monotonic moment of its end, if the clocks agree. */
  get end(): number {
    return this.#until.monotonic
  }

  /** Why it is over; null while it lasts. */
  over(): DisarmCause | null {
    const { wall, monotonic } = this.#now()
    const gap = wall - this.#seen.wall - (monotonic - this.#seen.monotonic)
    if (gap > SUSPEND_MS) return 'suspend'
    if (gap < -SET_BACK_MS) return 'clock-set-back'
    return wall >= this.#until.wall || monotonic >= this.#until.monotonic ? 'time-over' : null
  }

  /** The clocks have been looked at and were right: from here on they are compared. */
  seen(): void {
    this.#seen = this.#now()
  }

  /** Lasts for `lifetime` milliseconds from now, never less than it did. */
  extend(lifetime: number): void {
    const longer = Math.max(this.left(), lifetime)
    this.#until = plus(this.#now(), longer)
    this.#lifetime = longer
  }

  #now(): Both {
    return { wall: this.#clock.now(), monotonic: this.#clock.monotonic() }
  }
}

const plus = ({ wall, monotonic }: Both, ms: number): Both => ({ wall: wall + ms, monotonic: monotonic + ms })
