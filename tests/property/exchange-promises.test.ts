import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { runs } from '../support/properties.ts'
import { Promises } from '../unit/simulator/exchange/promises.ts'
import { carryOut, settingsVariants, wishes } from '../unit/simulator/exchange/random-trading.ts'

describe('whatever everybody does, the exchange', () => {
  test('keeps all of its promises', () => {
    let checked = 0
    let stops = 0
    fc.assert(
      fc.property(wishes(120), settingsVariants, (list, settings) => {
        const promises = new Promises()
        carryOut(list, settings, (came) => promises.hear(came))
        checked += promises.checked
        stops += promises.stops
      }),
      runs(700),
    )
    // A property that saw nothing proves nothing.
    expect(checked).toBeGreaterThan(5_000)
    expect(stops).toBeGreaterThan(100)
  })
})
