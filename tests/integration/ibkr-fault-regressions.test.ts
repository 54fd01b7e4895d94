import { expect, it } from 'vitest'
import { playFaultSequence } from '../support/fault-sequence.ts'

/** Sequences that the random ones found, each as small as it can be; the seed says where in the day they begin. */
const FOUND = [
  {
    name: 'subscriptions that were being made anew when 1101 came a second time are not made twice',
    seed: 1_079,
    faults: [
      { when: { marketSeconds: 254 }, do: { fault: 'servers-back', data: 'lost' } },
      { when: { marketSeconds: 255 }, do: { fault: 'servers-back', data: 'lost' } },
    ],
  },
  {
    name: 'subscriptions that were made while 1101 was on its way are not made twice',
    seed: 1_826,
    faults: [
      { when: { seconds: 88 }, do: { fault: 'restart', seconds: 35 } },
      { when: { marketSeconds: 152 }, do: { fault: 'servers-back', data: 'lost' } },
    ],
  },
  {
    name: 'what 1101 lost is subscribed again also when TWS lost IBKR before that was done, and comes back with 1102',
    seed: 1_933,
    faults: [
      { when: { marketSeconds: 153 }, do: { fault: 'drop', how: 'reset' } },
      { when: { marketSeconds: 465 }, do: { fault: 'servers-back', data: 'lost' } },
      { when: { marketSeconds: 466 }, do: { fault: 'servers-lost', code: 2_110 } },
    ],
  },
  {
    name: 'a farm that went down in a message that could not be read is not down for ever',
    seed: 1_759,
    faults: [
      {
        when: { marketSeconds: 100 },
        do: { fault: 'notice', code: 2_103, text: 'Market data farm connection is broken' },
      },
      { when: { marketSeconds: 120 }, do: { fault: 'notice', code: 2_104 } },
    ],
  },
  {
    name: 'a bar of the past that came garbled is asked for again',
    seed: 13,
    faults: [
      { when: { connection: 1 }, do: { fault: 'garbage', what: 'field', toClient: ['history'], count: 6 } },
      { when: { marketSeconds: 130 }, do: { fault: 'drop', how: 'reset' } },
    ],
  },
] as const

it.each(FOUND)('$name', async ({ seed, faults }) => {
  const { wrong } = await playFaultSequence(seed, JSON.stringify({ faults }))
  expect(wrong).toEqual([])
})
