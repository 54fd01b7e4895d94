import { expect, test } from 'vitest'
import { playMarketFaults } from '../support/ibkr-market/fault-sequence.ts'

test.each([1, 2, 3, 4, 5, 6])(
  'through faults of every kind no bar is lost, doubled or a part of one (sequence %i)',
  async (seed) => {
    const { wrong, actions } = await playMarketFaults(seed, 8)
    expect(wrong, actions.join(', ')).toEqual([])
  },
)
