import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openingRange } from '../../../../src-renderer/charts/opening-range.ts'
import { runs } from '../../../support/properties.ts'

const request = fc.record({
  elapsed: fc.integer({ min: 1, max: 390 }),
  before: fc.integer({ min: 0, max: 160 }),
  width: fc.integer({ min: 320, max: 2_400 }),
  lanes: fc.integer({ min: 112, max: 262 }),
})

test('the session under way and the room beside it have at least half of the plot', () => {
  fc.assert(
    fc.property(request, ({ elapsed, before, width, lanes }) => {
      const { from, to } = openingRange({ count: before + elapsed, sessionStart: before, width, lanes })
      expect((to - before) / (to - from)).toBeGreaterThanOrEqual(0.5 - 1e-9)
    }),
    runs(300),
  )
})

test('the newest candle is in sight, clear of labels and profile where the plot is wide enough', () => {
  fc.assert(
    fc.property(request, ({ elapsed, before, width, lanes }) => {
      const { from, to } = openingRange({ count: before + elapsed, sessionStart: before, width, lanes })
      const newest = before + elapsed - 1
      expect(newest).toBeGreaterThan(from)
      expect(((to - newest) * width) / (to - from)).toBeGreaterThanOrEqual(Math.min(lanes, width * 0.6) - 1e-6)
    }),
    runs(300),
  )
})
