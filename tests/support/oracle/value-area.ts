import type { Bar } from '../../../src-shared/domain/bar.ts'
import { mean, sampleDeviation } from './measures.ts'

export interface OracleProfile {
  /** Dollars. */
  readonly poc: number
  readonly valueHigh: number
  readonly valueLow: number
  readonly structure: number
}

/** What a bar tells a profile. Dollars and shares. */
type PriceRange = Pick<Bar, 'low' | 'high' | 'volume'>

interface Bin {
  readonly volume: number
  /** The part of the bin inside the session's range, in ticks. */
  readonly low: number
  readonly high: number
}

/** Volume by tick: each bar's spread evenly over the ticks of its low to high. */
function volumeByTick(bars: readonly PriceRange[], perDollar: number): Map<number, number> {
  const volumes = new Map<number, number>()
  for (const bar of bars) {
    const low = Math.round(bar.low * perDollar)
    const high = Math.round(bar.high * perDollar)
    for (let tick = low; tick <= high; tick++) {
      volumes.set(tick, (volumes.get(tick) ?? 0) + bar.volume / (high - low + 1))
    }
  }
  return volumes
}

function binsOf(volumes: ReadonlyMap<number, number>): Bin[] {
  const low = Math.min(...volumes.keys())
  const high = Math.max(...volumes.keys())
  let width = 1
  while (Math.floor(high / width) - Math.floor(low / width) + 1 > 100) width *= 2
  const bins: Bin[] = []
  for (let index = Math.floor(low / width); index <= Math.floor(high / width); index++) {
    let volume = 0
    for (let tick = index * width; tick < (index + 1) * width; tick++) volume += volumes.get(tick) ?? 0
    bins.push({ volume, low: Math.max(low, index * width), high: Math.min(high, (index + 1) * width - 1) })
  }
  return bins
}

/**
 * POC, value area and structure of a session's bars; null without volume. Volumes that differ by less than a billionth
 * of the whole count as tied, because sums of fractions are not exact.
 * @param perDollar ticks in a dollar.
 */
export function profileOf(bars: readonly PriceRange[], perDollar: number): OracleProfile | null {
  const total = bars.reduce((sum, { volume }) => sum + volume, 0)
  if (total === 0) return null
  const dust = total * 1e-9
  const bins = binsOf(volumeByTick(bars, perDollar))
  const middle = ((bins[0] as Bin).low + (bins.at(-1) as Bin).high) / 2
  const centre = (bin: Bin): number => (bin.low + bin.high) / 2

  const largest = Math.max(...bins.map(({ volume }) => volume))
  const tied = bins.filter(({ volume }) => volume >= largest - dust)
  tied.sort((a, b) => Math.abs(centre(a) - middle) - Math.abs(centre(b) - middle) || a.low - b.low)
  const pocBin = tied[0] as Bin
  const pocIndex = bins.indexOf(pocBin)

  let from = pocIndex
  let to = pocIndex
  const held = (): number => bins.slice(from, to + 1).reduce((sum, { volume }) => sum + volume, 0)
  while (held() < 0.7 * total - dust) {
    const above = bins.slice(to + 1, to + 3)
    const below = bins.slice(Math.max(0, from - 2), from)
    const volumeOf = (pair: readonly Bin[]): number => pair.reduce((sum, { volume }) => sum + volume, 0)
    const lead = volumeOf(above) - volumeOf(below)
    const grownAbove = to - pocIndex
    const grownBelow = pocIndex - from
    let takeAbove = above.length > 0
    let takeBelow = below.length > 0
    if (takeAbove && takeBelow) {
      if (Math.abs(lead) > dust) {
        takeAbove = lead > 0
        takeBelow = lead < 0
      } else if (grownAbove !== grownBelow) {
        takeAbove = grownAbove < grownBelow
        takeBelow = grownBelow < grownAbove
      }
    }
    if (takeAbove) to += above.length
    if (takeBelow) from -= below.length
  }

  const volumes = bins.map(({ volume }) => volume)
  const structure = bins.length < 3 ? 0.5 : Math.min(1, Math.max(0, 1 - sampleDeviation(volumes) / mean(volumes) / 2))
  return {
    poc: centre(pocBin) / perDollar,
    valueHigh: (bins[to] as Bin).high / perDollar,
    valueLow: (bins[from] as Bin).low / perDollar,
    structure,
  }
}
