import fc from 'fast-check'
import { test } from 'vitest'
import { runs } from '../support/properties.ts'
import { type ModelStep, runSequence, STEP_KINDS } from '../unit/trading/desk-steps.ts'

const step: fc.Arbitrary<ModelStep> = fc.tuple(fc.nat(STEP_KINDS - 1), fc.nat(1_000_000))

test('the promises of the desk hold over 20,000 sequences of at least 50 steps', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(7),
      fc.nat(19),
      fc.array(step, { minLength: 50, maxLength: 80, size: 'max' }),
      async (behaviour, sample, steps) => {
        await runSequence(behaviour, steps, sample === 0)
      },
    ),
    runs(20_000, 7),
  )
})
