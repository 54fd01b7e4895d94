import { expect, test } from 'vitest'
import { readSwitches } from '../../../../src-renderer/features/symbol/chart-switches.ts'

const ALL = { vwap: true, profile: true, prior: true, marks: true }

test('everything is shown until it is switched off', () => {
  expect(readSwitches(null)).toEqual(ALL)
  expect(readSwitches('{"prior":false}')).toEqual({ ...ALL, prior: false })
})

test.each(['', 'no json', '[]', '3', '{"vwap":"no","__proto__":{"prior":false}}'])(
  'damaged settings are none: %s',
  (text) => {
    expect(readSwitches(text)).toEqual(ALL)
  },
)
