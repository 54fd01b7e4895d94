import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { layOutLabels, type WantedLabel } from '../../../../src-renderer/charts/label-layout.ts'
import { runs } from '../../../support/properties.ts'

const TOP = 0
const BOTTOM = 1_000
const label: fc.Arbitrary<WantedLabel> = fc.record({
  at: fc.integer({ min: -50, max: 1_050 }),
  height: fc.constantFrom(15, 19),
})
/** Twenty of the highest fit. */
const labels = fc.array(label, { maxLength: 20 })

const placed = (wanted: readonly WantedLabel[]): { at: number; top: number; bottom: number; height: number }[] =>
  layOutLabels(wanted, TOP, BOTTOM).map((middle, index) => {
    const { at, height } = wanted[index]!
    return { at, height, top: middle - height / 2, bottom: middle + height / 2 }
  })

describe('labels of crowded levels', () => {
  test('never overlap, and stay in the plot', () => {
    fc.assert(
      fc.property(labels, (wanted) => {
        const sorted = placed(wanted).sort((one, other) => one.top - other.top)
        for (const [index, { top, bottom }] of sorted.entries()) {
          expect(top).toBeGreaterThanOrEqual(TOP - 1e-6)
          expect(bottom).toBeLessThanOrEqual(BOTTOM + 1e-6)
          expect(top).toBeGreaterThanOrEqual((sorted[index - 1]?.bottom ?? TOP) - 1e-6)
        }
      }),
      runs(500),
    )
  })

  test('keep the order of their levels', () => {
    fc.assert(
      fc.property(labels, (wanted) => {
        const sorted = placed(wanted).sort((one, other) => one.top - other.top)
        for (const [index, { at }] of sorted.entries()) {
          expect(at).toBeGreaterThanOrEqual(sorted[index - 1]?.at ?? Number.NEGATIVE_INFINITY)
        }
      }),
      runs(500),
    )
  })

  test('stand at their level when nothing is in the way', () => {
    const wanted = [
      { at: 100, height: 15 },
      { at: 200, height: 19 },
      { at: 150, height: 15 },
    ]
    expect(layOutLabels(wanted, TOP, BOTTOM)).toEqual([100, 200, 150])
  })

  test('share what they have to give way', () => {
    const wanted = [
      { at: 100, height: 20 },
      { at: 100, height: 20 },
    ]
    expect(layOutLabels(wanted, TOP, BOTTOM)).toEqual([90, 110])
  })

  test('at an edge give way inwards', () => {
    expect(layOutLabels([{ at: 0, height: 20 }], TOP, BOTTOM)).toEqual([10])
    expect(layOutLabels([{ at: 1_000, height: 20 }], TOP, BOTTOM)).toEqual([990])
  })
})
