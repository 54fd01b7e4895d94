import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  areaPath,
  CURVE_HEIGHT,
  curvePath,
  curveScale,
  hoursWithin,
  modeStretches,
  profitAt,
} from '../../../../src-renderer/features/review/curve.ts'
import { after, CLOSE, dayReview, OPEN } from './rows.ts'

const MINUTE = 60_000
const curve = [
  { time: OPEN, profit: 0 },
  { time: after(10), profit: 100 },
  { time: after(20), profit: -50 },
]
const scale = curveScale(dayReview({ curve }), 780)

describe('the scale of the curve', () => {
  test('spans the session from edge to edge', () => {
    expect([scale.xOf(OPEN), scale.xOf(CLOSE)]).toEqual([0, 780])
  })

  test('keeps within the session what was noted before or after it', () => {
    expect([scale.xOf(after(-1)), scale.xOf(after(391))]).toEqual([0, 780])
  })

  test('gives back the time of a pixel', () => {
    expect(scale.timeAt(scale.xOf(after(47)))).toBeCloseTo(after(47), -1)
  })

  test('has a line at zero', () => {
    expect(scale.steps).toContain(0)
  })

  test('is there for a day without a profit', () => {
    const { yOf, steps } = curveScale(dayReview(), 780)
    expect(yOf(0)).toBeGreaterThan(0)
    expect(yOf(0)).toBeLessThan(CURVE_HEIGHT)
    expect(steps.length).toBeGreaterThan(1)
  })

  test('holds every profit and zero within the plot, with two to six lines that differ by one round step', () => {
    const amounts = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(amounts, (profits) => {
        const points = profits.map((profit, index) => ({ time: after(index), profit }))
        const { yOf, steps } = curveScale(dayReview({ curve: points }), 500)
        for (const profit of [0, ...profits]) {
          expect(yOf(profit)).toBeGreaterThanOrEqual(0)
          expect(yOf(profit)).toBeLessThanOrEqual(CURVE_HEIGHT)
        }
        expect(steps.length).toBeGreaterThanOrEqual(2)
        expect(steps.length).toBeLessThanOrEqual(6)
      }),
    )
  })
})

describe('the drawing', () => {
  test('goes from point to point', () => {
    expect(curvePath(curve, scale).match(/[ML]/g)).toEqual(['M', 'L', 'L'])
  })

  test('fills what lies between the curve and zero', () => {
    const zero = scale.yOf(0).toFixed(1)
    expect(areaPath(curve, scale)).toMatch(new RegExp(`L40\\.0 ${zero}L0\\.0 ${zero}Z$`))
  })

  test('of a day that has no point yet is empty', () => {
    expect([curvePath([], scale), areaPath([], scale)]).toEqual(['', ''])
  })
})

describe('the profit at a moment', () => {
  test('is the one of the line drawn there', () => {
    expect(profitAt(curve, after(5))).toBe(50)
    expect(profitAt(curve, after(10))).toBe(100)
  })

  test('is not known before the first point and after the last', () => {
    expect([profitAt(curve, OPEN - 1), profitAt(curve, after(20) + 1)]).toEqual([null, null])
  })

  test('of an empty curve is not known', () => {
    expect(profitAt([], OPEN)).toBeNull()
  })
})

test('hours are the full ones of the session, its close included', () => {
  expect(hoursWithin({ open: OPEN, close: CLOSE }).map((hour) => (hour - OPEN) / MINUTE)).toEqual([
    30, 90, 150, 210, 270, 330, 390,
  ])
})

describe('stretches of a mode', () => {
  const modes = [
    { time: OPEN, mode: 'dry-run' },
    { time: after(10), mode: 'live-simulated' },
  ]

  test('reach from one change to the next and to the close', () => {
    expect(modeStretches(dayReview({ modes, curve }))).toEqual([
      { mode: 'dry-run', from: OPEN, to: after(10) },
      { mode: 'live-simulated', from: after(10), to: CLOSE },
    ])
  })

  test('of the day under way end where it has come', () => {
    expect(modeStretches(dayReview({ modes, curve, current: true })).at(-1)?.to).toBe(after(20))
  })

  test('that lasted no time are left out', () => {
    const twice = [{ time: OPEN, mode: 'dry-run' }, ...modes]
    expect(modeStretches(dayReview({ modes: twice, curve }))).toHaveLength(2)
  })
})
