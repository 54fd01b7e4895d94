import fc from 'fast-check'
import { test } from 'vitest'
import { live, lives } from '../support/arming/arming-model.ts'
import { runs } from '../support/properties.ts'

test('no life of an arming lets an entry out that the safety rules forbid', () => {
  fc.assert(fc.property(lives(20, 60), live), runs(300))
})
