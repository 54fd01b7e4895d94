import fc from 'fast-check'
import { test } from 'vitest'
import { runs } from '../support/properties.ts'
import { type ModelStep, runSequence, STEP_KINDS } from '../unit/trading/desk-model.ts'

const step: fc.Arbitrary<ModelStep> = fc.tuple(fc.nat(STEP_KINDS - 1), fc.nat(1_000_000))

const T: Record<string, number> = {}
test('whatever trader, engine, broker, disk and clock do, the promises of the desk hold', {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(7),
      fc.nat(9),
      fc.array(step, { minLength: 15, maxLength: 35, size: 'max' }),
      (behaviour, sample, steps) =>
        runSequence(behaviour, steps, sample === 0).then((tally) => {
          for (const [k, v] of Object.entries(tally)) T[k] = (T[k] ?? 0) + v
        }),
    ),
    runs(2_000),
  )
  console.log(T)
})
