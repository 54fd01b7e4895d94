import { MINUTE_MS, type UtcMs, utcMs } from '../../../src-shared/domain/time.ts'
import type { OperatorClock } from '../../market/clock.ts'

/** A broker's clock that differs by more than this is not wrong: it is another market's time. */
export const OTHER_TIME_MS = 60 * MINUTE_MS

/**
 * Market time at a gateway. On a real one it is the wall clock, whatever the broker's clock says: how far that is off
 * is watched elsewhere. A simulated gateway lives in another time, which may also pass faster; its clock is followed
 * from one answer to the next. It never goes back, but for that
 * change at the beginning.
 */
export class GatewayClock {
  private readonly wall: OperatorClock
  /** The newest answer of a clock of another time, and when it came (monotonic ms); null on a real gateway. */
  private anchor: { readonly broker: number; readonly at: number; readonly rate: number } | null = null
  private newest = 0

  constructor(wall: OperatorClock) {
    this.wall = wall
  }

  /** Whether the gateway lives in another time than we do. */
  get isOther(): boolean {
    return this.anchor !== null
  }

  /** The broker's clock has been read: UTC ms. */
  heard(broker: number): void {
    const at = this.wall.monotonic()
    const { anchor } = this
    if (anchor === null) {
      if (Math.abs(broker - this.wall.now()) <= OTHER_TIME_MS) return
      this.anchor = { broker, at, rate: 1 }
      // What was read before was ours.
      this.newest = 0
      return
    }
    const passed = at - anchor.at
    // Answers are in whole seconds: over a short time they say nothing of the rate.
    if (passed < 1_000) return
    this.anchor = { broker, at, rate: Math.max(0, (broker - anchor.broker) / passed) }
  }

  readonly now = (): UtcMs => {
    this.newest = Math.max(this.newest, this.read())
    return utcMs(Math.floor(this.newest))
  }

  private read(): number {
    if (this.anchor === null) return this.wall.now()
    const { broker, at, rate } = this.anchor
    return broker + (this.wall.monotonic() - at) * rate
  }
}
