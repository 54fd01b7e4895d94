import { memo } from 'react'
import type { DayReview } from '../../../src-shared/contract/views/review.ts'
import { money, timeOfDay } from '../../ui/format.ts'
import { areaPath, CURVE_HEIGHT, type CurveScale, curvePath, hoursWithin, profitAt } from './curve.ts'
import { LANES } from './profit-lanes.tsx'

interface PlotProps {
  readonly day: DayReview
  readonly scale: CurveScale
  /** Of the plot without its axis, px. */
  readonly width: number
}

const TIME_WIDTH = 42

/** @param covered where another time is written on the axis, px; an hour beside it would be read as part of it */
export const Grid = memo(function Grid({ day, scale, width, covered }: PlotProps & { covered: number | null }) {
  const hours = hoursWithin(day)
  const isCovered = (x: number): boolean => covered !== null && Math.abs(x - covered) < TIME_WIDTH
  // Every hour where there is room for its words, else every other one.
  const every = hours.length * 52 > width ? 2 : 1
  return (
    <g className="grid">
      {scale.steps.map((step) => (
        <g key={step}>
          <line
            className={step === 0 ? 'zero' : undefined}
            x1={0}
            x2={width}
            y1={scale.yOf(step)}
            y2={scale.yOf(step)}
          />
          <text x={width + 58} y={scale.yOf(step) + 4} textAnchor="end">
            {money(step, { sign: true, decimals: Number.isInteger(step) ? 0 : 2 })}
          </text>
        </g>
      ))}
      {hours.map((hour, index) => (
        <g key={hour}>
          <line x1={scale.xOf(hour)} x2={scale.xOf(hour)} y1={0} y2={LANES.bottom} />
          {index % every === 0 && !isCovered(scale.xOf(hour)) && (
            <text x={scale.xOf(hour)} y={LANES.height - 5} textAnchor="middle">
              {timeOfDay(hour, 'minutes')}
            </text>
          )}
        </g>
      ))}
      <line x1={0} x2={width} y1={CURVE_HEIGHT} y2={CURVE_HEIGHT} />
    </g>
  )
})

/** The profit, in the colour of gains above zero and of losses below. */
export const Curve = memo(function Curve({ day: { curve }, scale, width }: PlotProps) {
  const zero = scale.yOf(0)
  const [line, area] = [curvePath(curve, scale), areaPath(curve, scale)]
  return (
    <>
      <clipPath id="rv-above">
        <rect x={-2} y={-2} width={width + 4} height={zero + 2} />
      </clipPath>
      <clipPath id="rv-below">
        <rect x={-2} y={zero} width={width + 4} height={Math.max(0, CURVE_HEIGHT - zero)} />
      </clipPath>
      {(['above', 'below'] as const).map((part) => (
        <g key={part} className={`curve ${part}`} clipPath={`url(#rv-${part})`}>
          <path className="area" d={area} />
          <path className="line" d={line} />
        </g>
      ))}
    </>
  )
})

/** A time on the axis, kept within the plot. */
function TimeLabel({ x, time, width }: { x: number; time: string; width: number }) {
  const left = Math.min(Math.max(-10, x - TIME_WIDTH / 2), width + 10 - TIME_WIDTH)
  return (
    <>
      <rect x={left} y={LANES.height - 18} width={TIME_WIDTH} height={16} rx={2} />
      <text x={left + TIME_WIDTH / 2} y={LANES.height - 6} textAnchor="middle">
        {time}
      </text>
    </>
  )
}

/** Where the opened row stands. */
export function OpenedAt({ x, time, width }: { x: number; time: number; width: number }) {
  return (
    <g className="opened">
      <line x1={x} x2={x} y1={0} y2={LANES.height - 18} />
      <TimeLabel x={x} time={timeOfDay(time, 'minutes')} width={width} />
    </g>
  )
}

/** The time and the profit under the hand. */
export function Crosshair({ x, day, scale, width }: PlotProps & { readonly x: number }) {
  const time = scale.timeAt(x)
  const profit = profitAt(day.curve, time)
  const y = profit === null ? null : scale.yOf(profit)
  return (
    <g className="cross">
      <line x1={x} x2={x} y1={0} y2={LANES.height - 18} />
      <TimeLabel x={x} time={timeOfDay(time, 'minutes')} width={width} />
      {profit !== null && y !== null && (
        <>
          <line x1={0} x2={width} y1={y} y2={y} />
          <rect x={width} y={y - 8} width={64} height={16} />
          <text x={width + 58} y={y + 4} textAnchor="end">
            {money(profit, { sign: true })}
          </text>
        </>
      )}
    </g>
  )
}
