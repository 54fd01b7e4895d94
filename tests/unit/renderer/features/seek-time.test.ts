import { expect, test } from 'vitest'
import { fromField, toField } from '../../../../src-renderer/features/clock/seek-time.ts'

test.each([
  ['2024-01-03T10:40', Date.UTC(2024, 0, 3, 15, 40)],
  ['2024-07-03T10:40', Date.UTC(2024, 6, 3, 14, 40)],
  ['2024-03-08T00:00', Date.UTC(2024, 2, 8, 5, 0)],
])('%s is exchange time', (field, time) => {
  expect([fromField(field), toField(time)]).toEqual([time, field])
})

test.each(['', 'today', '2024-13-01T10:00', '2024-01-03', '2024-03-10T02:30', '2024-01-03T25:00'])(
  '%j is no moment at the exchange',
  (field) => {
    expect(fromField(field)).toBeNull()
  },
)
