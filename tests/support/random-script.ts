import type { Random } from '../../src-main/simulator/random.ts'

/** A part of a script as its file would have it. */
type Entry = Readonly<Record<string, unknown>>
type Make = (random: Random) => Entry

const SYMBOLS = ['SPY', 'XLK', 'AAPL', 'MSFT', 'NVDA']
/** Messages whose damage the client can see, or that come again: bars that are wrong and plausible nobody can mend. */
const DAMAGEABLE = [
  'history',
  'history-update',
  'tick-price',
  'contract-data',
  'current-time',
  'next-valid-id',
  'managed-accounts',
  'position',
  'position-end',
  'open-order-end',
  'execution-end',
  'contract-data-end',
  'account-summary',
  'error',
  'tick-size',
  'tick-generic',
  'tick-string',
  'market-data-type',
  'account-value',
  'pnl',
]
/** What TWS says of one thing stays in its order. */
const DELAYED = [
  ['history'],
  ['history-update'],
  ['tick-price', 'tick-size'],
  ['contract-data', 'contract-data-end'],
  ['next-valid-id'],
  ['managed-accounts'],
  ['position', 'position-end'],
  ['open-order', 'order-status', 'open-order-end'],
]

const drop: Make = (random) => ({
  fault: 'drop',
  how: random.pick(['clean', 'reset', 'half-open']),
  ...(random.chance(0.2) ? { busySeconds: random.integer(1, 60) } : {}),
})

const SINGLE: readonly Make[] = [
  drop,
  drop,
  (random) => ({ fault: 'restart', seconds: random.integer(1, 40) }),
  (random) => ({
    fault: 'delay',
    milliseconds: random.integer(50, 4_000),
    forSeconds: random.integer(1, 60),
    ...(random.chance(0.5) ? { toClient: random.pick(DELAYED) } : {}),
  }),
  (random) => ({ fault: 'competing-session', forSeconds: random.integer(5, 120) }),
  (random) => ({ fault: 'roll-back-ids', next: random.integer(1, 5) }),
  (random) => ({ fault: 'skew-clock', seconds: random.integer(-30, 30) }),
  (random) => ({ fault: 'stop-feed', symbols: [random.pick(SYMBOLS)], forSeconds: random.integer(1, 300) }),
  (random) => ({ fault: 'stop-feed', forSeconds: random.integer(1, 60) }),
  () => ({ fault: 'garbage', what: 'bytes' }),
  (random) => ({ fault: 'garbage', what: 'frame', count: random.integer(1, 5) }),
  (random) => ({ fault: 'garbage', what: 'field', toClient: [random.pick(DAMAGEABLE)], count: random.integer(1, 5) }),
  (random) => ({
    fault: 'answer-twice',
    count: random.integer(1, 10),
    toClient: ['tick-price', 'history-update', 'error'],
  }),
  (random) => ({ fault: 'notice', code: random.pick([100, 2107, 2108, 2109, 2119, 2157, 2158]) }),
  (random) => ({
    fault: 'foreign-order',
    symbol: random.pick(SYMBOLS),
    action: random.pick(['BUY', 'SELL']),
    quantity: random.integer(1, 100),
  }),
  (random) => ({ fault: 'liquidate', symbol: random.pick(SYMBOLS) }),
]

/** TWS says where it goes to somebody who is there. */
const move: Make = (random) => ({
  when: { toClient: random.pick(['tick-price', 'history-update', 'current-time']), number: random.integer(1, 80) },
  do: { fault: 'new-port' },
})

/** Faults that begin and end, at moments of market time. */
const PAIRS: readonly ((random: Random, at: number, until: number) => readonly Entry[])[] = [
  (random, at, until) => [
    { when: { marketSeconds: at }, do: { fault: 'servers-lost', code: random.pick([1100, 2110]) } },
    { when: { marketSeconds: until }, do: { fault: 'servers-back', data: random.pick(['lost', 'kept']) } },
  ],
  (_random, at, until) => [
    { when: { marketSeconds: at }, do: { fault: 'notice', code: 2103 } },
    { when: { marketSeconds: until }, do: { fault: 'notice', code: 2104 } },
  ],
  (_random, at, until) => [
    { when: { marketSeconds: at }, do: { fault: 'notice', code: 2105 } },
    { when: { marketSeconds: until }, do: { fault: 'notice', code: 2106 } },
  ],
]

const MOMENTS: readonly ((random: Random, seconds: number) => Entry)[] = [
  (random, seconds) => ({ marketSeconds: random.integer(0, seconds) }),
  (random, seconds) => ({ marketSeconds: random.integer(0, seconds) }),
  (random, seconds) => ({ marketSeconds: random.integer(0, seconds) }),
  (random, seconds) => ({ seconds: random.integer(0, seconds) }),
  (random) => ({ connection: random.integer(1, 4) }),
  (random) => ({ loss: random.integer(1, 3) }),
  (random) => ({
    toClient: random.pick(['history', 'contract-data', 'history-update', 'tick-price', 'position-end', 'current-time']),
    number: random.integer(1, 40),
  }),
  (random) => ({
    fromClient: random.pick(['historical-data', 'market-data', 'contract-data', 'open-orders', 'current-time']),
    number: random.integer(1, 20),
  }),
]

/** A script of random faults as its file would have it, for so many seconds. */
export function randomScript(random: Random, seconds: number): { readonly seed: number; readonly faults: Entry[] } {
  const faults: Entry[] = []
  for (let count = random.integer(4, 14); count > 0; count--) {
    if (random.chance(0.3)) {
      const at = random.integer(0, seconds)
      faults.push(...random.pick(PAIRS)(random, at, at + random.integer(1, 240)))
    } else if (random.chance(0.08)) faults.push(move(random))
    else {
      faults.push({ when: random.pick(MOMENTS)(random, seconds), do: random.pick(SINGLE)(random) })
    }
  }
  return { seed: random.uint32(), faults }
}
