import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs } from '../support/properties.ts'
import { type ModelStep, runSequence, STEP_KINDS } from '../unit/trading/desk-steps.ts'

const step: fc.Arbitrary<ModelStep> = fc.tuple(fc.nat(STEP_KINDS - 1), fc.nat(1_000_000))

/** Of the sequences that are compared with what the journal restores after each step: one of so many. */
const SAMPLE = 10

test('whatever trader, engine, broker, disk and clock do, the promises of the desk hold', async () => {
  const happened = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(
      fc.nat(7),
      fc.nat(SAMPLE - 1),
      fc.array(step, { minLength: 15, maxLength: 35, size: 'max' }),
      async (behaviour, sample, steps) => {
        const tally = await runSequence(behaviour, steps, sample === 0)
        for (const [what, times] of Object.entries(tally)) happened.set(what, (happened.get(what) ?? 0) + times)
      },
    ),
    runs(2_000),
  )
  // Promises about things that never happen would hold as well.
  expect(happened.get('entries')).toBeGreaterThan(1_500)
  expect(happened.get('executions')).toBeGreaterThan(3_000)
  expect(happened.get('moves')).toBeGreaterThan(4_000)
  for (const rare of ['standaloneStops', 'closes', 'unknown', 'absent', 'open']) {
    expect(happened.get(rare), rare).toBeGreaterThan(200)
  }
})

test('a close that its group has made smaller is not made larger again before the trade behind that is known', async () => {
  const opens = (count: number): ModelStep[] => Array.from({ length: count }, () => [0, 0])
  const before: ModelStep[] = [
    [0, 226_604],
    [30, 0],
    [32, 0],
    [12, 0],
    [0, 0],
    [0, 0],
    [14, 0],
    [0, 0],
    [5, 0],
  ]
  const steps: ModelStep[] = [...before, [18, 459_327], ...opens(12), [12, 19_243], ...opens(31)]
  await expect(runSequence(0, steps, false)).resolves.toBeDefined()
})
