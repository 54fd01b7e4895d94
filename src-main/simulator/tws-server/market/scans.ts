import type { StockContract } from './contracts.ts'
import type { DayFigures } from './day-figures.ts'

/** A listing with what it has done today. */
export interface Scanned {
  readonly contract: StockContract
  readonly figures: DayFigures
}

export interface ScanFilter {
  readonly abovePrice: number | null
  readonly belowPrice: number | null
  /** Shares of the day. */
  readonly aboveVolume: number | null
  /** `STK`: no funds, `ETF`: funds only; anything else: both. */
  readonly stockType: string
}

/** A number by which a scan ranks, descending; null leaves the symbol out. */
type Measure = (figures: DayFigures) => number | null

const change = ({ last, previousClose }: DayFigures): number | null =>
  last === null || previousClose === null ? null : last / previousClose - 1
const gap = ({ open, previousClose }: DayFigures): number | null =>
  open === null || previousClose === null ? null : open / previousClose - 1
const sinceOpen = ({ open, last }: DayFigures): number | null =>
  open === null || last === null ? null : last / open - 1
const volume = ({ volume: shares }: DayFigures): number | null => (shares > 0 ? shares : null)
const hotVolume = ({ volume: shares, averageVolume }: DayFigures): number | null =>
  averageVolume === null || shares === 0 ? null : shares / averageVolume
const falling =
  (measure: Measure): Measure =>
  (figures) => {
    const value = measure(figures)
    return value === null ? null : -value
  }

interface ScanKind {
  readonly name: string
  readonly measure: Measure
}

/** The scans that are computed here, by IBKR's codes: each from what the market has really done today. */
export const SCAN_KINDS: ReadonlyMap<string, ScanKind> = new Map([
  ['TOP_PERC_GAIN', { name: 'Top % Gainers', measure: change }],
  ['TOP_PERC_LOSE', { name: 'Top % Losers', measure: falling(change) }],
  ['MOST_ACTIVE', { name: 'Most Active', measure: volume }],
  ['HOT_BY_VOLUME', { name: 'Hot Contracts by Volume', measure: hotVolume }],
  ['TOP_OPEN_PERC_GAIN', { name: 'Top % Gainers Since Open', measure: sinceOpen }],
  ['TOP_OPEN_PERC_LOSE', { name: 'Top % Losers Since Open', measure: falling(sinceOpen) }],
  ['HIGH_OPEN_GAP', { name: 'Top Close-to-Open % Gainers', measure: gap }],
  ['LOW_OPEN_GAP', { name: 'Top Close-to-Open % Losers', measure: falling(gap) }],
])

/** Best first. @param code one of SCAN_KINDS. */
export function scan(code: string, listings: readonly Scanned[], filter: ScanFilter, rows: number): Scanned[] {
  const kind = SCAN_KINDS.get(code)
  if (kind === undefined) return []
  return listings
    .flatMap((listing) => {
      const value = passes(listing, filter) ? kind.measure(listing.figures) : null
      return value === null ? [] : [{ listing, value }]
    })
    .toSorted((a, b) => b.value - a.value || (a.listing.contract.symbol < b.listing.contract.symbol ? -1 : 1))
    .slice(0, rows)
    .map(({ listing }) => listing)
}

function passes({ contract, figures }: Scanned, filter: ScanFilter): boolean {
  const { abovePrice, belowPrice, aboveVolume, stockType } = filter
  const price = figures.last
  if (price === null) return false
  if (abovePrice !== null && price < abovePrice) return false
  if (belowPrice !== null && price > belowPrice) return false
  if (aboveVolume !== null && figures.volume < aboveVolume) return false
  return !(stockType === 'ETF' && contract.kind !== 'etf') && !(stockType === 'STK' && contract.kind === 'etf')
}
