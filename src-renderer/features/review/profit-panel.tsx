import { useMemo, useState } from 'react'
import type { DayReview } from '../../../src-shared/contract/views/review.ts'
import { gainClass, money } from '../../ui/format.ts'
import { CURVE_HEIGHT, curveScale } from './curve.ts'
import { barMarks, fillMarks } from './curve-marks.ts'
import { DecisionLane, FillLane, FillsOnCurve, LANES, ModeLane } from './profit-lanes.tsx'
import { Crosshair, Curve, Grid, OpenedAt } from './profit-plot.tsx'
import { useReview } from './review-store.ts'
import { useWidth } from './use-width.ts'
import './profit.css'

/** Room for the numbers and the lanes' names at the right, px. */
const AXIS = 64
const LEFT = 16

/** The day's profit over its hours, with its modes, decisions and fills below on the same axis. */
export function ProfitPanel() {
  const day = useReview((review) => review.day.value)
  const [frame, width] = useWidth()
  return (
    <section className="panel rv-profit" aria-label="Profit">
      <div ref={frame} className="plot">
        {day !== null && width > AXIS + LEFT && <Drawing day={day} width={width - AXIS - LEFT} />}
      </div>
    </section>
  )
}

/** What the curve shows, in a sentence. */
function curveWords({ curve, profit, drawdown }: DayReview): string {
  const profits = curve.map((point) => point.profit)
  const [low, high] = [Math.min(0, ...profits), Math.max(0, ...profits)]
  return `Profit over the day: ${money(profit, { sign: true })} dollars at the end, between ${money(low)} and ${money(high)}, deepest fall ${money(drawdown)}.`
}

function Drawing({ day, width }: { day: DayReview; width: number }) {
  const rows = useReview((review) => review.rows.value)
  const opened = useReview((review) => review.opened)
  const scale = useMemo(() => curveScale(day, width), [day, width])
  const bars = useMemo(() => barMarks(rows ?? [], scale), [rows, scale])
  const fills = useMemo(() => fillMarks(rows ?? [], scale), [rows, scale])
  const [at, setAt] = useState<number | null>(null)
  const openedRow = rows?.find(({ seq }) => seq === opened) ?? null
  return (
    // Its marks open what the rows of the list open too: the list is the way for the keyboard.
    <svg
      role="img"
      aria-label={curveWords(day)}
      width={width + LEFT + AXIS}
      height={LANES.height}
      onPointerMove={({ clientX, currentTarget }) => {
        const x = clientX - currentTarget.getBoundingClientRect().left - LEFT
        setAt(x >= 0 && x <= width ? x : null)
      }}
      onPointerLeave={() => setAt(null)}
    >
      <g transform={`translate(${LEFT} 0)`}>
        <Grid day={day} scale={scale} width={width} covered={openedRow === null ? null : scale.xOf(openedRow.time)} />
        <ModeLane day={day} scale={scale} width={width} />
        <Curve day={day} scale={scale} width={width} />
        <DecisionLane marks={bars} width={width} />
        <FillLane marks={fills} width={width} />
        <FillsOnCurve marks={fills} curve={day.curve} scale={scale} />
        {openedRow !== null && <OpenedAt x={scale.xOf(openedRow.time)} time={openedRow.time} width={width} />}
        <Total profit={day.profit} y={scale.yOf(day.curve.at(-1)?.profit ?? 0)} width={width} />
        {at !== null && <Crosshair x={at} day={day} scale={scale} width={width} />}
      </g>
    </svg>
  )
}

/** What the day came to, on the axis, where its curve ends. */
function Total({ profit, y, width }: { profit: number; y: number; width: number }) {
  const top = Math.min(Math.max(1, y - 8), CURVE_HEIGHT - 17)
  return (
    <g className={`total ${gainClass(profit)}`}>
      <rect x={width} y={top} width={AXIS} height={16} />
      <text x={width + AXIS - 6} y={top + 12} textAnchor="end">
        {money(profit, { sign: true })}
      </text>
    </g>
  )
}
