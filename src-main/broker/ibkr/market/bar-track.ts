import type { Bar } from '../../../../src-shared/domain/bar.ts'
import type { UtcMs } from '../../../../src-shared/domain/time.ts'

/** A version of a bar for a follower. */
export interface TrackedBar {
  readonly bar: Bar
  readonly final: boolean
}

/** Bars behind the newest whose versions are compared with what comes later: three sessions of five minutes. */
const COMPARED_BARS = 240

const same = (a: Bar, b: Bar): boolean =>
  a.open === b.open && a.high === b.high && a.low === b.low && a.close === b.close && a.volume === b.volume

/**
 * The bars of one symbol as one follower is told of them: in order, each final once. While a fill is under way
 * (history is being asked for what was missed) what comes live is kept back, so that nothing overtakes it. A bar that
 * was final and turns out different afterwards is told again: the follower records the correction.
 */
export class BarTrack {
  private readonly finals = new Map<UtcMs, Bar>()
  private readonly since: UtcMs
  private lastFinal: UtcMs | null = null
  private forming: Bar | null = null
  private filling = true
  private readonly held = new Map<UtcMs, Bar>()

  /** @param since start of the first bar wanted */
  constructor(since: UtcMs) {
    this.since = since
  }

  /** Where a fill has to begin: the newest final bar is asked for once more, since it may have been cut short. */
  fillFrom(): UtcMs {
    return this.lastFinal ?? this.since
  }

  /** Start of the newest bar that the follower knows, final or not; null before the first. */
  newest(): UtcMs | null {
    return this.forming?.start ?? this.lastFinal
  }

  /** Whether the bar that starts then, or one before it, is not final yet. */
  isForming(start: UtcMs): boolean {
    return this.forming !== null && this.forming.start <= start
  }

  isFilling(): boolean {
    return this.filling
  }

  /** From now on live bars are kept back until `fill`. */
  hold(): void {
    this.filling = true
  }

  /**
   * What history says.
   * @param bars ascending; all of them have ended
   * @param forming the bar under way, of a symbol that is streamed
   * @param release whether it ends the fill, so that what was kept back follows
   */
  fill(bars: readonly Bar[], forming: Bar | null, release: boolean): TrackedBar[] {
    const told = bars.flatMap((bar) => this.takeFinal(bar))
    if (!release) return told
    this.filling = false
    const newer = new Map(forming === null ? this.held : [[forming.start, forming], ...this.newerThan(forming)])
    this.held.clear()
    // A version that was kept back is older than what history says of a bar that has ended.
    for (const bar of [...newer.values()].sort((a, b) => a.start - b.start)) {
      if (this.lastFinal === null || bar.start > this.lastFinal) told.push(...this.live(bar))
    }
    return told
  }

  /** What was kept back, but for a version of the same bar that has seen fewer trades. */
  private newerThan(forming: Bar): [UtcMs, Bar][] {
    return [...this.held].filter(([start, bar]) => start !== forming.start || bar.volume >= forming.volume)
  }

  /** An update of the bar that forms now, or the first one of its successor, which makes it final. */
  live(bar: Bar): TrackedBar[] {
    if (bar.start < this.since) return []
    if (this.filling) {
      this.held.set(bar.start, bar)
      return []
    }
    if (this.lastFinal !== null && bar.start <= this.lastFinal) return this.takeFinal(bar)
    if (this.forming !== null && bar.start < this.forming.start) return this.takeFinal(bar)
    if (this.forming !== null && bar.start === this.forming.start && same(this.forming, bar)) return []
    const told = this.forming !== null && this.forming.start < bar.start ? this.finish() : []
    this.forming = bar
    return [...told, { bar, final: false }]
  }

  /** Market time has passed the end of all bars up to the one that starts at `start`. Nothing while a fill lasts. */
  close(start: UtcMs): TrackedBar[] {
    return !this.filling && this.forming !== null && this.forming.start <= start ? this.finish() : []
  }

  private takeFinal(bar: Bar): TrackedBar[] {
    if (bar.start < this.since) return []
    const known = this.finals.get(bar.start)
    if (known !== undefined && same(known, bar)) return []
    const told = this.forming !== null && this.forming.start < bar.start ? this.finish() : []
    if (this.forming?.start === bar.start) this.forming = null
    this.keep(bar)
    return [...told, { bar, final: true }]
  }

  private finish(): TrackedBar[] {
    const bar = this.forming
    if (bar === null) return []
    this.forming = null
    this.keep(bar)
    return [{ bar, final: true }]
  }

  private keep(bar: Bar): void {
    this.finals.set(bar.start, bar)
    this.lastFinal = this.lastFinal === null || bar.start > this.lastFinal ? bar.start : this.lastFinal
    if (this.finals.size <= COMPARED_BARS) return
    const oldest = Math.min(...this.finals.keys())
    this.finals.delete(oldest as UtcMs)
  }
}
