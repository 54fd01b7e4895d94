import fc from 'fast-check'
import { test } from 'vitest'
import { reportSequence, Sequences, sequences } from '../support/desk-model/sequence.ts'
import { runs } from '../support/properties.ts'

test('the promises of the desk hold over 20,000 sequences of at least 50 steps', async () => {
  const all = new Sequences()
  await fc.assert(
    fc.asyncProperty(sequences(50, 80), (sequence) => all.run(sequence)),
    { ...runs(20_000, 7), asyncReporter: async (details) => reportSequence(details) },
  )
})
