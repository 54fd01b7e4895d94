import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { layOutTags, TAG_HEIGHT } from '../../../../src-renderer/charts/axis-tags.ts'
import { runs } from '../../../support/properties.ts'

const HEIGHT = 600
const asked = fc.record({
  tags: fc.array(fc.integer({ min: 100, max: 500 }), { maxLength: 4 }),
  last: fc.record({ at: fc.integer({ min: 150, max: 450 }), withTime: fc.boolean() }),
})

describe('the tags of the price axis', () => {
  test('cover neither each other nor the last price', () => {
    fc.assert(
      fc.property(asked, ({ tags, last }) => {
        const placed = layOutTags({ tags, last, height: HEIGHT })
        const boxes = placed.tags.map((at) => ({ top: at - TAG_HEIGHT / 2, bottom: at + TAG_HEIGHT / 2 }))
        if (placed.last !== null) boxes.push(placed.last)
        boxes.sort((one, other) => one.top - other.top)
        for (const [index, { top }] of boxes.entries()) {
          expect(top).toBeGreaterThanOrEqual((boxes[index - 1]?.bottom ?? 0) - 1e-6)
        }
      }),
      runs(500),
    )
  })

  test('give way to the last price, which stays exactly where it is', () => {
    fc.assert(
      fc.property(asked, ({ tags, last }) => {
        expect(layOutTags({ tags, last, height: HEIGHT }).last?.price).toBe(last.at)
      }),
      runs(200),
    )
  })

  test('stand at their prices when nothing is in the way', () => {
    const last = { at: 300, withTime: true }
    expect(layOutTags({ tags: [100, 500], last, height: HEIGHT }).tags).toEqual([100, 500])
  })

  test('have the time left under the last price, and over it when only below something is near', () => {
    const time = (tags: readonly number[]): number | undefined =>
      layOutTags({ tags, last: { at: 300, withTime: true }, height: HEIGHT }).last?.time
    expect(time([])).toBeGreaterThan(300)
    expect(time([320])).toBeLessThan(300)
    expect(time([280, 320])).toBeGreaterThan(300)
  })

  test('need no last price', () => {
    expect(layOutTags({ tags: [100], last: null, height: HEIGHT })).toEqual({ tags: [100], last: null })
  })
})
