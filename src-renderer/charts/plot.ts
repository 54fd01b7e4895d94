import type { Candle } from '../../src-shared/contract/views/symbol.ts'
import type { ChartColours } from './colours.ts'
import type { Overlays } from './overlays.ts'

/** Everything that is drawn over candles is drawn from this. Pixels of the plot, CSS ones. */
export interface Plot {
  readonly context: CanvasRenderingContext2D
  readonly width: number
  readonly height: number
  readonly candles: readonly Candle[]
  /** Indices of the candles with which sessions begin. */
  readonly starts: readonly number[]
  readonly overlays: Overlays
  readonly colours: ChartColours
  readonly decimals: number
  /** Pixels from candle to candle. */
  readonly spacing: number
  /** Where the lane of the volume profile begins, and the one of the labels. */
  readonly lanes: Lanes
  /** The middle of a candle, by its index; indices beyond the last are the future. */
  xOf(index: number): number
  /** Indices of the first and the last candle in sight. */
  readonly visible: { readonly from: number; readonly to: number }
  /** Round prices of the axis, dollars. */
  readonly ticks: readonly number[]
  /** Null for a price that the scale cannot place. */
  yOf(price: number): number | null
}

/** The lanes at the right of the plot: labels, then the profile. */
export interface Lanes {
  readonly labelsFrom: number
  readonly profileFrom: number
}

/** Between candles and profile; with a leader's length to the profile. */
const LABEL_LANE = 112
export const LEADER = 6
const PROFILE_SHARE = 0.14
const PROFILE_WIDTH = { least: 86, most: 150 } as const

/** @param profile whether there is one to make room for */
export function lanesOf(width: number, profile: boolean): Lanes {
  const { least, most } = PROFILE_WIDTH
  const profileWidth = profile ? Math.min(most, Math.max(least, width * PROFILE_SHARE)) : 0
  const profileFrom = width - profileWidth
  return { profileFrom, labelsFrom: profileFrom - LABEL_LANE }
}

/** Pixels over the candles that belong to the legend, and under them to the volume. */
export const LEGEND_ROOM = 36
export const VOLUME_ROOM = 40

/** A line between two points, crisp where it is straight. */
export function stroke(
  { context }: Pick<Plot, 'context'>,
  from: readonly [x: number, y: number],
  to: readonly [x: number, y: number],
  colour: string,
  dash: readonly number[] = [],
): void {
  const crisp = (value: number): number => Math.round(value) + 0.5
  const straight = from[0] === to[0] || from[1] === to[1]
  const at = straight ? crisp : (value: number): number => value
  context.beginPath()
  context.setLineDash([...dash])
  context.moveTo(at(from[0]), at(from[1]))
  context.lineTo(at(to[0]), at(to[1]))
  context.strokeStyle = colour
  context.lineWidth = 1
  context.stroke()
  context.setLineDash([])
}
