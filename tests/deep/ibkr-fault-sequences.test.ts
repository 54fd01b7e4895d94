import { expect, it } from 'vitest'
import { faultSeeds } from '../support/fault-seeds.ts'
import { playFaultSequence } from '../support/fault-sequence.ts'

const FIRST = 1_001
const SEQUENCES = 1_000

it('the adapter comes back whole from 1,000 random fault sequences', async () => {
  const begun = performance.now()
  const bad: string[] = []
  let corrections = 0
  for (const seed of faultSeeds(FIRST, SEQUENCES)) {
    const sequence = await playFaultSequence(seed)
    corrections += sequence.corrections
    if (sequence.wrong.length > 0) bad.push(`SEED=${seed}: ${sequence.wrong.join('; ')} | ${sequence.script}`)
  }
  const seconds = ((performance.now() - begun) / 1_000).toFixed(0)
  console.info(`${SEQUENCES} fault sequences in ${seconds} s, ${bad.length} bad, ${corrections} bars corrected`)
  expect(bad).toEqual([])
})
