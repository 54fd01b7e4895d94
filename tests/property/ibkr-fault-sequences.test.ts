import { expect, it } from 'vitest'
import { faultSeeds } from '../support/fault-seeds.ts'
import { playFaultSequence } from '../support/fault-sequence.ts'

const SEQUENCES = 25

it('the adapter comes back whole from random faults: every bar once, nothing subscribed twice, nothing left', async () => {
  for (const seed of faultSeeds(1, SEQUENCES)) {
    const { wrong, script } = await playFaultSequence(seed)
    expect(wrong, `SEED=${seed} plays it again: ${script}`).toEqual([])
  }
})
