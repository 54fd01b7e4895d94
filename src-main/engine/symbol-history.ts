import { type Bar, type BarRefusal, refuseBar } from '../../src-shared/domain/bar.ts'
import type { Instrument } from '../../src-shared/domain/instrument.ts'
import { toTicks } from '../../src-shared/domain/price.ts'
import { SessionProfile } from './indicators/session-profile.ts'
import { type ValueArea, valueArea } from './indicators/value-area.ts'
import type { Profile } from './profiles/profile.ts'
import type { SessionSlots, Slot } from './session-slots.ts'

/**
 * The stored bars of one symbol (a ring of the profile's history) and what is anchored to its current session.
 * Everything that decisions read per bar is either kept up to date here in constant time or summed over at most 50 bars.
 */
export class SymbolHistory {
  readonly instrument: Instrument
  /** Bars ever taken. */
  total = 0
  /** Ordinal of the newest bar's slot among all slots of all sessions; −1 before the first bar. */
  newestOrdinal = -1
  dayOpen = 0
  dayHigh = 0
  dayLow = 0
  dayVolume = 0
  /** Bars stored of the current session. */
  sessionBars = 0

  private readonly profile: Profile
  private readonly mask: number
  private readonly opens: Float64Array
  private readonly highs: Float64Array
  private readonly lows: Float64Array
  private readonly closes: Float64Array
  private readonly volumes: Float64Array
  private readonly trueRanges: Float64Array
  private readonly ordinals: Float64Array
  /** 1 where a bar is the first stored one of its session. */
  private readonly sessionFirsts: Uint8Array
  private lastStart: number | null = null
  private sessionIndex = -1
  private priceVolume = 0
  private current: SessionProfile
  private prior: SessionProfile | null = null
  private currentArea: ValueArea | null | undefined
  private priorArea: ValueArea | null | undefined

  constructor(instrument: Instrument, profile: Profile) {
    this.instrument = instrument
    this.profile = profile
    const capacity = 2 ** Math.ceil(Math.log2(profile.history.bars))
    this.mask = capacity - 1
    this.opens = new Float64Array(capacity)
    this.highs = new Float64Array(capacity)
    this.lows = new Float64Array(capacity)
    this.closes = new Float64Array(capacity)
    this.volumes = new Float64Array(capacity)
    this.trueRanges = new Float64Array(capacity)
    this.ordinals = new Float64Array(capacity)
    this.sessionFirsts = new Uint8Array(capacity)
    this.current = new SessionProfile(profile.volumeProfile.maximumBins)
  }

  /** Bars stored: at most the profile's history. */
  get stored(): number {
    return Math.min(this.total, this.profile.history.bars)
  }

  /** Close of the `back`-th newest bar; 1 is the newest. The caller stays within `stored`. */
  close(back: number): number {
    return this.closes[(this.total - back) & this.mask]!
  }

  volume(back: number): number {
    return this.volumes[(this.total - back) & this.mask]!
  }

  trueRange(back: number): number {
    return this.trueRanges[(this.total - back) & this.mask]!
  }

  /** Whether the `back`-th newest bar is the first stored one of its session. */
  opensSession(back: number): boolean {
    return this.sessionFirsts[(this.total - back) & this.mask] === 1
  }

  open(back: number): number {
    return this.opens[(this.total - back) & this.mask]!
  }

  /** Takes a bar, or says why not and changes nothing. */
  take(bar: Bar, sessions: SessionSlots): BarRefusal | null {
    const refusal = refuseBar(bar, this.lastStart)
    if (refusal !== null) return refusal
    const slot = sessions.slotAt(bar.start)
    if (slot === null) return 'outside-session'
    this.store(bar, slot)
    return null
  }

  /**
   * Return over `bars` session slots up to slot `ordinal`, a fraction: this slot's close against the close that many
   * slots earlier (the night counts as one step). NaN when either bar is missing.
   */
  changeAt(ordinal: number, bars: number): number {
    if (this.newestOrdinal !== ordinal) return Number.NaN
    const wanted = ordinal - bars
    // Missing slots only bring older bars nearer, so the wanted one is at most `bars` back.
    for (let back = Math.min(bars + 1, this.stored); back >= 1; back--) {
      const at = this.ordinals[(this.total - back) & this.mask]!
      if (at === wanted) return this.close(1) / this.close(back) - 1
      if (at > wanted) return Number.NaN
    }
    return Number.NaN
  }

  /** Session-anchored volume-weighted average of (high + low + close) / 3, dollars; the close while nothing traded. */
  get vwap(): number {
    return this.dayVolume > 0 ? this.priceVolume / this.dayVolume : this.close(1)
  }

  /** Value area of the running session, or null without volume. Kept until the next bar. */
  get sessionArea(): ValueArea | null {
    if (this.currentArea === undefined) this.currentArea = this.areaOf(this.current)
    return this.currentArea
  }

  /** Whether bars of an earlier session came before the running one's. */
  get hasPriorSession(): boolean {
    return this.prior !== null
  }

  /** Value area of the session before, or null without one or without volume in it. */
  get priorSessionArea(): ValueArea | null {
    if (this.priorArea === undefined) this.priorArea = this.prior === null ? null : this.areaOf(this.prior)
    return this.priorArea
  }

  /**
   * Runs `measure` as if the newest bar had closed at each of `closes` (dollars): high and low extended to it, the
   * volume the same. Everything is put back afterwards.
   */
  preview<T>(measure: () => T): (close: number) => T {
    const at = (this.total - 1) & this.mask
    const withoutLast = this.profileWithoutLast()
    const { tick } = this.instrument
    const [close, high, low, trueRange] = [this.closes[at]!, this.highs[at]!, this.lows[at]!, this.trueRanges[at]!]
    const { current, currentArea } = this
    return (moved) => {
      this.closes[at] = moved
      this.highs[at] = Math.max(high, moved)
      this.lows[at] = Math.min(low, moved)
      this.trueRanges[at] = this.trueRangeAt(at)
      this.current = withoutLast.clone()
      this.current.add(toTicks(this.lows[at]!, tick), toTicks(this.highs[at]!, tick), this.volumes[at]!)
      this.currentArea = undefined
      try {
        return measure()
      } finally {
        this.closes[at] = close
        this.highs[at] = high
        this.lows[at] = low
        this.trueRanges[at] = trueRange
        this.current = current
        this.currentArea = currentArea
      }
    }
  }

  private store(bar: Bar, slot: Slot): void {
    const at = this.total & this.mask
    const opensSession = slot.session !== this.sessionIndex
    this.opens[at] = bar.open
    this.highs[at] = bar.high
    this.lows[at] = bar.low
    this.closes[at] = bar.close
    this.volumes[at] = bar.volume
    this.ordinals[at] = slot.ordinal
    this.sessionFirsts[at] = opensSession ? 1 : 0
    this.total++
    this.trueRanges[at] = this.trueRangeAt(at)
    this.newestOrdinal = slot.ordinal
    this.lastStart = bar.start
    if (opensSession) this.startSession(bar, slot.session)
    this.sessionBars++
    if (bar.high > this.dayHigh) this.dayHigh = bar.high
    if (bar.low < this.dayLow) this.dayLow = bar.low
    this.dayVolume += bar.volume
    this.priceVolume += ((bar.high + bar.low + bar.close) / 3) * bar.volume
    const { tick } = this.instrument
    this.current.add(toTicks(bar.low, tick), toTicks(bar.high, tick), bar.volume)
    this.currentArea = undefined
  }

  private startSession(bar: Bar, session: number): void {
    if (this.sessionIndex !== -1) {
      this.prior = this.current
      this.priorArea = undefined
      this.current = new SessionProfile(this.profile.volumeProfile.maximumBins)
    }
    this.sessionIndex = session
    this.sessionBars = 0
    this.dayOpen = bar.open
    this.dayHigh = bar.high
    this.dayLow = bar.low
    this.dayVolume = 0
    this.priceVolume = 0
  }

  /** True range of the bar stored at ring index `at`, dollars; of the very first bar its own range. */
  private trueRangeAt(at: number): number {
    const high = this.highs[at]!
    const low = this.lows[at]!
    if (this.total < 2) return high - low
    const before = this.closes[(at - 1) & this.mask]!
    return Math.max(high - low, Math.abs(high - before), Math.abs(low - before))
  }

  private areaOf(profile: SessionProfile): ValueArea | null {
    return valueArea(profile, this.instrument.tick, this.profile.volumeProfile.valueAreaFraction)
  }

  private profileWithoutLast(): SessionProfile {
    const { tick } = this.instrument
    const profile = new SessionProfile(this.profile.volumeProfile.maximumBins)
    for (let back = Math.min(this.sessionBars, this.stored); back >= 2; back--) {
      const at = (this.total - back) & this.mask
      profile.add(toTicks(this.lows[at]!, tick), toTicks(this.highs[at]!, tick), this.volumes[at]!)
    }
    return profile
  }
}
