import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { placeMarks, type WantedMark } from '../../../../src-renderer/charts/mark-layout.ts'
import { runs } from '../../../support/properties.ts'

const mark: fc.Arbitrary<WantedMark> = fc.record({
  x: fc.integer({ min: 0, max: 60 }),
  edge: fc.integer({ min: 200, max: 260 }),
  side: fc.constantFrom('above', 'below'),
  radius: fc.constantFrom(5, 5.5, 8),
})

describe('decision marks', () => {
  test('never cover each other, however crowded', () => {
    fc.assert(
      fc.property(fc.array(mark, { maxLength: 24 }), (marks) => {
        const middles = placeMarks(marks)
        for (const [index, one] of marks.entries()) {
          for (let other = 0; other < index; other++) {
            const next = marks[other]!
            const across = Math.abs(one.x - next.x)
            const down = Math.abs(middles[index]! - middles[other]!)
            expect(Math.max(across, down)).toBeGreaterThanOrEqual(one.radius + next.radius - 1e-6)
          }
        }
      }),
      runs(300),
    )
  })

  test('stand on their side of the candle', () => {
    fc.assert(
      fc.property(fc.array(mark, { maxLength: 24 }), (marks) => {
        for (const [index, y] of placeMarks(marks).entries()) {
          const { edge, side } = marks[index]!
          expect(side === 'below' ? y - edge : edge - y).toBeGreaterThan(0)
        }
      }),
      runs(300),
    )
  })

  test('alone stand close to their candle', () => {
    expect(placeMarks([{ x: 10, edge: 200, side: 'below', radius: 5 }])).toEqual([212])
    expect(placeMarks([{ x: 10, edge: 200, side: 'above', radius: 5 }])).toEqual([188])
  })

  test('of one candle stand behind each other', () => {
    const one = { x: 10, edge: 200, side: 'below', radius: 5 } as const
    expect(placeMarks([one, one])).toEqual([212, 223])
  })
})
