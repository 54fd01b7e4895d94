import type { Random } from '../../../src-main/simulator/random.ts'
import type { Ticker } from '../../../src-shared/domain/ids.ts'

/** A part of a fault script as its file would have it. */
type Entry = Readonly<Record<string, unknown>>
type Make = (random: Random, symbols: readonly Ticker[]) => Entry

/** From one fault to the next, minutes of market time. */
const EVERY_MINUTES = 10

/** What happens at a moment. */
const SINGLE: readonly Make[] = [
  (random) => ({ fault: 'drop', how: random.pick(['clean', 'reset', 'half-open']) }),
  (random) => ({ fault: 'restart', seconds: random.integer(1, 40) }),
  (random) => ({ fault: 'delay', milliseconds: random.integer(50, 3_000), forSeconds: random.integer(1, 60) }),
  (random) => ({
    fault: 'delay',
    milliseconds: random.integer(500, 8_000),
    forSeconds: random.integer(5, 120),
    toClient: ['open-order', 'order-status', 'open-order-end'],
  }),
  (random) => ({ fault: 'competing-session', forSeconds: random.integer(5, 60) }),
  (random) => ({ fault: 'roll-back-ids', next: random.integer(1, 5) }),
  (random, symbols) => ({ fault: 'stop-feed', symbols: [random.pick(symbols)], forSeconds: random.integer(1, 300) }),
  (random) => ({ fault: 'stop-feed', forSeconds: random.integer(1, 60) }),
  () => ({ fault: 'garbage', what: 'bytes' }),
  (random) => ({ fault: 'garbage', what: 'frame', count: random.integer(1, 5) }),
  (random) => ({
    fault: 'answer-twice',
    count: random.integer(1, 20),
    toClient: ['execution', 'commission', 'order-status', 'open-order'],
  }),
  (random, symbols) => ({
    fault: 'foreign-order',
    symbol: random.pick(symbols),
    action: random.pick(['BUY', 'SELL']),
    quantity: random.integer(1, 20),
  }),
  (random, symbols) => ({ fault: 'liquidate', symbol: random.pick(symbols) }),
]

/** What begins, and ends a while later; market seconds. */
const PAIRS: readonly ((random: Random, at: number) => readonly Entry[])[] = [
  (random, at) => [
    { when: { marketSeconds: at }, do: { fault: 'servers-lost', code: random.pick([1100, 2110]) } },
    {
      when: { marketSeconds: at + random.integer(1, 240) },
      do: { fault: 'servers-back', data: random.pick(['lost', 'kept']) },
    },
  ],
  (random, at) => [
    { when: { marketSeconds: at }, do: { fault: 'notice', code: 2103 } },
    { when: { marketSeconds: at + random.integer(1, 120) }, do: { fault: 'notice', code: 2104 } },
  ],
]

/** A random fault each ten minutes of a day, as a script. @param minutes from its start */
export function dayOfFaults(
  random: Random,
  minutes: number,
  symbols: readonly Ticker[],
): { readonly seed: number; readonly faults: readonly Entry[] } {
  const faults: Entry[] = []
  for (let from = 0; from + EVERY_MINUTES <= minutes; from += EVERY_MINUTES) {
    const at = from * 60 + random.integer(0, EVERY_MINUTES * 60 - 1)
    if (random.chance(0.3)) faults.push(...random.pick(PAIRS)(random, at))
    else faults.push({ when: { marketSeconds: at }, do: random.pick(SINGLE)(random, symbols) })
  }
  return { seed: random.uint32(), faults }
}
