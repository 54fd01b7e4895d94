import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../support/properties.ts'
import { Promises } from '../unit/simulator/exchange/promises.ts'
import { carryOut, settingsVariants, wishes } from '../unit/simulator/exchange/random-trading.ts'

test.each([1, 2, 3, 4])('the exchange keeps all of its promises over 5,000 long sequences (seed %i)', (seed) => {
  let checked = 0
  fc.assert(
    fc.property(wishes(250), settingsVariants, (list, settings) => {
      const promises = new Promises()
      carryOut(list, settings, (came) => promises.hear(came))
      checked += promises.checked
    }),
    runs(5_000, seed),
  )
  console.log(`seed ${seed}: ${checked} executions followed`)
  expect(checked).toBeGreaterThan(100_000)
})
