import fc from 'fast-check'
import { test } from 'vitest'
import { live, lives } from '../support/arming/arming-model.ts'
import { runs } from '../support/properties.ts'

test.each([1, 2, 3, 4])('no long life of an arming lets an entry out that the safety rules forbid: seed %d', (seed) => {
  fc.assert(fc.property(lives(50, 200), live), runs(2_500, seed))
})
