/**
 * Volume by price of one session. A bar's volume is spread evenly over the ticks from its low to its high.
 * A bin is k ticks, k the smallest power of two that keeps the session's range within `maximumBins`, aligned at
 * multiples of k; as the range grows neighbouring bins merge in pairs, so that a bar costs the same all day.
 */
export class SessionProfile {
  /** Ticks a bin. */
  binTicks = 1
  lowTick = 0
  highTick = -1
  totalVolume = 0
  /** Volumes of the bins from the one that holds `lowTick` to the one that holds `highTick`. */
  readonly bins: Float64Array
  private firstBin = 0
  private binCount = 0
  private readonly maximumBins: number

  constructor(maximumBins: number) {
    this.maximumBins = maximumBins
    this.bins = new Float64Array(maximumBins)
  }

  get count(): number {
    return this.binCount
  }

  /** Index, in units of bins from price zero, of `bins[0]`. */
  get first(): number {
    return this.firstBin
  }

  /** @param volume shares; ticks are whole numbers, `lowTick ≤ highTick`. */
  add(lowTick: number, highTick: number, volume: number): void {
    this.cover(lowTick, highTick)
    const k = this.binTicks
    const perTick = volume / (highTick - lowTick + 1)
    const from = Math.floor(lowTick / k)
    const to = Math.floor(highTick / k)
    const { bins, firstBin } = this
    if (from === to) {
      bins[from - firstBin]! += volume
    } else {
      bins[from - firstBin]! += perTick * ((from + 1) * k - lowTick)
      const whole = perTick * k
      for (let bin = from + 1; bin < to; bin++) bins[bin - firstBin]! += whole
      bins[to - firstBin]! += perTick * (highTick - to * k + 1)
    }
    this.totalVolume += volume
  }

  /** A copy that can be added to without touching this one. */
  clone(): SessionProfile {
    const copy = new SessionProfile(this.maximumBins)
    copy.binTicks = this.binTicks
    copy.lowTick = this.lowTick
    copy.highTick = this.highTick
    copy.totalVolume = this.totalVolume
    copy.firstBin = this.firstBin
    copy.binCount = this.binCount
    copy.bins.set(this.bins)
    return copy
  }

  private cover(lowTick: number, highTick: number): void {
    const empty = this.binCount === 0
    const low = empty ? lowTick : Math.min(lowTick, this.lowTick)
    const high = empty ? highTick : Math.max(highTick, this.highTick)
    if (!empty && low === this.lowTick && high === this.highTick) return
    let k = this.binTicks
    while (Math.floor(high / k) - Math.floor(low / k) + 1 > this.maximumBins) {
      k *= 2
      if (!empty) this.mergePairs()
    }
    this.binTicks = k
    const first = Math.floor(low / k)
    if (!empty && first < this.firstBin) {
      const shift = this.firstBin - first
      this.bins.copyWithin(shift, 0, this.binCount)
      this.bins.fill(0, 0, shift)
    }
    this.firstBin = first
    this.binCount = Math.floor(high / k) - first + 1
    this.lowTick = low
    this.highTick = high
  }

  private mergePairs(): void {
    const { bins, firstBin, binCount } = this
    const first = Math.floor(firstBin / 2)
    const last = Math.floor((firstBin + binCount - 1) / 2)
    let volume = 0
    for (let bin = firstBin; bin < firstBin + binCount; bin++) {
      volume += bins[bin - firstBin]!
      if (bin % 2 !== 0 || bin === firstBin + binCount - 1) {
        bins[Math.floor(bin / 2) - first] = volume
        volume = 0
      }
    }
    bins.fill(0, last - first + 1, binCount)
    this.firstBin = first
    this.binCount = last - first + 1
  }
}
