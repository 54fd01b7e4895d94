import { expect, it } from 'vitest'
import { playMarketFaults } from '../support/ibkr-market/fault-sequence.ts'

const SEQUENCES = 1_000

it('through 1,000 sequences of faults no bar is lost, doubled or a part of one, and nothing is subscribed to twice', async () => {
  for (let seed = 1_000; seed < 1_000 + SEQUENCES; seed += 1) {
    const { wrong, actions } = await playMarketFaults(seed, 8)
    expect(wrong, `seed ${seed}: ${actions.join(', ')}`).toEqual([])
  }
})
