import type { Marker, VolumeProfileView } from '../../src-shared/contract/views/symbol.ts'

/** A horizontal line at a price, with its label. */
export interface Level {
  /** Names it among the chart's levels; what is dragged is named by it. */
  readonly id: string
  /** Dollars a share. */
  readonly price: number
  /** What it is, e.g. `Target +102.40`. */
  readonly text: string
  /** Where it leads: a gain, a loss, or neither. */
  readonly tone: 'gain' | 'loss' | 'neutral'
  /** Of something held, or of something that only waits. */
  readonly line: 'solid' | 'dashed'
  /** It can be taken and moved. */
  readonly grip: boolean
  /** UTC ms: the candle at which its line begins; without one, the newest. */
  readonly since?: number
  /** It is on its way: where it stood, dollars, and what to say of the way. */
  readonly moving?: { readonly from: number; readonly note: string }
}

/** What a chart shows beside candles. What is null or empty is not shown. */
export interface Overlays {
  readonly vwap: boolean
  readonly profile: VolumeProfileView | null
  readonly prior: { readonly poc: number; readonly valueHigh: number; readonly valueLow: number } | null
  readonly markers: readonly Marker[]
  readonly levels: readonly Level[]
  /** Dollars: the close at which a veto lifts. */
  readonly vetoLifts: number | null
  /** The newest price, and the time left to the candle's end in words. */
  readonly last: { readonly price: number; readonly left: string | null } | null
  /** UTC ms: the start of the last candle that was known; what comes after is hatched. */
  readonly cutAt: number | null
}

export const NO_OVERLAYS: Overlays = {
  vwap: true,
  profile: null,
  prior: null,
  markers: [],
  levels: [],
  vetoLifts: null,
  last: null,
  cutAt: null,
}
