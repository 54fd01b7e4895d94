import { memo } from 'react'
import type { DayReview } from '../../../src-shared/contract/views/review.ts'
import { MODES, type Mode } from '../../../src-shared/domain/mode.ts'
import { timeOfDay } from '../../ui/format.ts'
import { CURVE_HEIGHT, type CurveScale, modeStretches, profitAt } from './curve.ts'
import type { BarMark, FillMark } from './curve-marks.ts'
import { openRow } from './read-review.ts'
import type { DecisionRow } from './review-filters.ts'

const MODE_TOP = CURVE_HEIGHT + 4
const DECISIONS_TOP = MODE_TOP + 18
const FILLS_TOP = DECISIONS_TOP + 19

/** Where the lanes under the curve begin, and the height of all, px. */
export const LANES = {
  bottom: FILLS_TOP + 14,
  height: FILLS_TOP + 14 + 20,
} as const

function LaneName({ y, width, children }: { y: number; width: number; children: string }) {
  return (
    <text className="lane" x={width + 58} y={y} textAnchor="end">
      {children}
    </text>
  )
}

const isMode = (mode: string): mode is Mode => Object.hasOwn(MODES, mode)

/** The mode in force; a change also crosses the curve. */
export const ModeLane = memo(function ModeLane({ day, scale, width }: LaneProps & { day: DayReview }) {
  return (
    <g>
      {modeStretches(day).map(({ mode, from, to }, index) => {
        const [x, end] = [scale.xOf(from), scale.xOf(to)]
        const shown = isMode(mode) ? MODES[mode].shown : mode
        return (
          <g key={from} className={`rv-mode ${mode}`}>
            {index > 0 && <line className="change" x1={x} x2={x} y1={0} y2={LANES.bottom} />}
            <rect x={x} y={MODE_TOP} width={Math.max(1, end - x)} height={14} />
            {end - x > shown.length * 7 + 10 && (
              <text x={x + 6} y={MODE_TOP + 11}>
                {shown}
              </text>
            )}
          </g>
        )
      })}
      <LaneName y={MODE_TOP + 11} width={width}>
        mode
      </LaneName>
    </g>
  )
})

interface LaneProps {
  readonly scale: CurveScale
  readonly width: number
}

/** High where an order came of it, lower where it was vetoed, low where it fell short of consensus. */
const REACH: Readonly<Record<DecisionRow['result'], number>> = {
  filled: 14,
  'not-sent': 14,
  vetoed: 9,
  'short-of-consensus': 5,
  held: 0,
}

/** Of one bar, side by side: more say nothing at this size. */
const SIDE_BY_SIDE = 3
const SPREAD = 2.5
const LISTED = 8

const tickClass = ({ result, candidate }: DecisionRow): string =>
  result === 'vetoed' ? 'vetoed' : result === 'short-of-consensus' ? 'short-of' : (candidate ?? '')

function barTip({ time, rows }: BarMark): string {
  const lines = rows.slice(0, LISTED).map(({ symbol, candidate, says }) => `${symbol} ${candidate ?? ''}: ${says}`)
  const more = rows.length > LISTED ? [`and ${rows.length - LISTED} more`] : []
  return [timeOfDay(time, 'minutes'), ...lines, ...more].join('\n')
}

/** Every bar that had a candidate; a press opens the decision that came to most. */
export const DecisionLane = memo(function DecisionLane({ marks, width }: { marks: readonly BarMark[]; width: number }) {
  const bottom = DECISIONS_TOP + 14
  return (
    <g className="ticks">
      {marks.map((mark) => {
        const drawn = mark.rows.slice(0, SIDE_BY_SIDE)
        return (
          <g key={mark.time} data-tip={barTip(mark)} onPointerDown={() => openRow(mark.rows[0].seq)}>
            <rect className="hit" x={mark.x - 4} y={DECISIONS_TOP - 2} width={8} height={18} />
            {drawn.map((row, index) => (
              <rect
                key={row.seq}
                className={tickClass(row)}
                x={mark.x - 1 + (index - (drawn.length - 1) / 2) * SPREAD}
                y={bottom - REACH[row.result]}
                width={2}
                height={REACH[row.result]}
              />
            ))}
          </g>
        )
      })}
      <LaneName y={DECISIONS_TOP + 11} width={width}>
        decisions
      </LaneName>
    </g>
  )
})

const SHAPES = {
  long: 'M0 -4.6L4.6 3.8H-4.6Z',
  short: 'M0 4.6L4.6 -3.8H-4.6Z',
  out: 'M-3.2 -3.2L3.2 3.2M3.2 -3.2L-3.2 3.2',
} as const

const fillTip = ({ time, says }: FillMark): string => `${timeOfDay(time)}\n${says}`

/** Fills: a triangle into a position, a cross out of one. A press opens the decision behind it. */
export const FillLane = memo(function FillLane({ marks, width }: { marks: readonly FillMark[]; width: number }) {
  return (
    <g className="fills">
      {marks.map((mark) => (
        <g key={mark.seq} data-tip={fillTip(mark)} onPointerDown={() => openRow(mark.opens)}>
          <rect className="hit" x={mark.x - 6} y={FILLS_TOP - 1} width={12} height={16} />
          <path
            className={mark.entry ?? 'out'}
            d={SHAPES[mark.entry ?? 'out']}
            transform={`translate(${mark.x} ${FILLS_TOP + 7})`}
          />
        </g>
      ))}
      <LaneName y={FILLS_TOP + 11} width={width}>
        fills
      </LaneName>
    </g>
  )
})

interface OnCurveProps {
  readonly marks: readonly FillMark[]
  readonly curve: DayReview['curve']
  readonly scale: CurveScale
}

/** The same on the curve, where it shows what each did to it. */
export const FillsOnCurve = memo(function FillsOnCurve({ marks, curve, scale }: OnCurveProps) {
  return (
    <g className="fills on-curve">
      {marks.map((mark) => {
        const profit = profitAt(curve, mark.time)
        if (profit === null) return null
        return (
          <g
            key={mark.seq}
            className={mark.entry ?? 'out'}
            transform={`translate(${mark.x} ${scale.yOf(profit)})`}
            data-tip={fillTip(mark)}
            onPointerDown={() => openRow(mark.opens)}
          >
            <circle className={mark.entry === null ? 'hit' : 'ring'} r={7.5} />
            <path className={mark.entry ?? 'out'} d={SHAPES[mark.entry ?? 'out']} />
          </g>
        )
      })}
    </g>
  )
})
