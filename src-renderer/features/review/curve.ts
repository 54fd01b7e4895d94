import type { DayReview } from '../../../src-shared/contract/views/review.ts'

/** Height of the plot of the profit, px. */
export const CURVE_HEIGHT = 132

type Point = DayReview['curve'][number]
type Hours = Pick<DayReview, 'open' | 'close'>

/** How a day's times and profits lie on the drawing. */
export interface CurveScale {
  readonly xOf: (time: number) => number
  readonly yOf: (profit: number) => number
  /** UTC ms under a pixel, within the session. */
  readonly timeAt: (x: number) => number
  /** Profits that get a line and a number; 0 is one of them. */
  readonly steps: readonly number[]
}

/** @param width of the plot without its axis, px */
export function curveScale({ open, close, curve }: Hours & Pick<DayReview, 'curve'>, width: number): CurveScale {
  const profits = curve.map(({ profit }) => profit)
  const [low, high] = [Math.min(0, ...profits), Math.max(0, ...profits)]
  // A day without a trade still has a scale.
  const spread = Math.max(high - low, 20)
  const [bottom, top] = [low - spread * 0.12, Math.max(high, low + spread) + spread * 0.14]
  const span = Math.max(1, close - open)
  return {
    xOf: (time) => ((Math.min(Math.max(time, open), close) - open) / span) * width,
    yOf: (profit) => ((top - profit) / (top - bottom)) * CURVE_HEIGHT,
    timeAt: (x) => open + Math.min(1, Math.max(0, x / Math.max(1, width))) * span,
    steps: roundSteps(bottom, top),
  }
}

/** A few round numbers between two. */
function roundSteps(bottom: number, top: number): number[] {
  const rough = (top - bottom) / 4
  const magnitude = 10 ** Math.floor(Math.log10(rough))
  const step = magnitude * ([1, 2, 5].find((times) => times * magnitude >= rough) ?? 10)
  const steps: number[] = []
  for (let index = Math.ceil(bottom / step); index * step <= top; index++) steps.push(index * step)
  return steps
}

/** The curve as the path of an SVG. */
export const curvePath = (curve: readonly Point[], { xOf, yOf }: CurveScale): string =>
  curve
    .map(({ time, profit }, index) => `${index === 0 ? 'M' : 'L'}${xOf(time).toFixed(1)} ${yOf(profit).toFixed(1)}`)
    .join('')

/** What lies between the curve and zero, as the path of an SVG. */
export function areaPath(curve: readonly Point[], scale: CurveScale): string {
  const [first, last] = [curve[0], curve.at(-1)]
  if (first === undefined || last === undefined) return ''
  const [zero, from, to] = [scale.yOf(0).toFixed(1), scale.xOf(first.time).toFixed(1), scale.xOf(last.time).toFixed(1)]
  return `${curvePath(curve, scale)}L${to} ${zero}L${from} ${zero}Z`
}

/** The profit at a moment, as the line shows it; null before the first point and after the last. */
export function profitAt(curve: readonly Point[], time: number): number | null {
  const next = curve.findIndex((point) => point.time >= time)
  const [before, after] = [curve[next - 1], curve[next]]
  if (after === undefined) return null
  if (after.time === time || before === undefined) return after.time === time ? after.profit : null
  return before.profit + ((after.profit - before.profit) * (time - before.time)) / (after.time - before.time)
}

const HOUR_MS = 3_600_000

/** Whole hours within the session, UTC ms. Exchange time is whole hours away from UTC. */
export function hoursWithin({ open, close }: Hours): number[] {
  const hours: number[] = []
  for (let time = Math.ceil(open / HOUR_MS) * HOUR_MS; time <= close; time += HOUR_MS) hours.push(time)
  return hours
}

interface Stretch {
  readonly mode: string
  readonly from: number
  readonly to: number
}

/** Stretches of one mode, UTC ms, up to where the day has come; one that lasted no time is left out. */
export function modeStretches({ modes, curve, close, current }: Omit<DayReview, 'open'>): Stretch[] {
  const end = current ? Math.max(curve.at(-1)?.time ?? 0, modes.at(-1)?.time ?? 0) : close
  return modes
    .map(({ mode, time }, index) => ({ mode, from: time, to: modes[index + 1]?.time ?? end }))
    .filter(({ from, to }) => to > from)
}
