import { SECOND_MS } from '../../../src-shared/domain/time.ts'
import { AAPL, ACCOUNT, type LiveFloor } from '../session/live-floor.ts'

/** A stretch of trading in which a process can be killed. */
interface Stretch {
  /** Before it, unkilled. */
  readonly prepare: (live: LiveFloor) => Promise<void>
  /** What is done at moments of it, seconds from its beginning. */
  readonly acts: readonly { readonly at: number; readonly act: (live: LiveFloor) => void }[]
  readonly seconds: number
  /** Where the price goes while the process is away, dollars, so that something fills meanwhile. */
  readonly away: number
}

/** At its end a position is there, all of it filled. */
const position = async (live: LiveFloor): Promise<void> => {
  live.enter(100.5)
  await live.pass(30 * SECOND_MS)
}

/** Of the orders that work in the account. */
const moveStop =
  (stop: number) =>
  (live: LiveFloor): void => {
    const order = [...live.state.live.values()].find((known) => known.order.role === 'stop')?.order
    if (order !== undefined) live.command({ kind: 'modify', ref: order.ref, change: { stop } })
  }

const close = (live: LiveFloor): void => {
  live.command({ kind: 'close', book: { kind: 'account', account: ACCOUNT }, symbol: AAPL, limit: null })
}

const cancelEntry = (live: LiveFloor): void => {
  const entry = [...live.state.live.values()].find(({ order }) => order.role === 'entry')
  if (entry !== undefined) live.command({ kind: 'cancel', ref: entry.order.ref })
}

/** Fills come in parts of a few shares, five seconds apart. */
export const STRETCHES = {
  entry: {
    prepare: async () => {},
    acts: [{ at: 0, act: (live) => void live.enter(100.5) }],
    seconds: 25,
    away: -3,
  },
  'stop move': {
    prepare: position,
    acts: [
      { at: 0, act: moveStop(98.9) },
      { at: 2, act: moveStop(99.1) },
      // Before the move before it is confirmed.
      { at: 2.1, act: moveStop(99.2) },
      { at: 5, act: moveStop(99.3) },
      { at: 8, act: moveStop(99.35) },
    ],
    seconds: 12,
    away: -2,
  },
  exit: {
    prepare: position,
    acts: [{ at: 0, act: close }],
    seconds: 25,
    away: 5,
  },
  cancel: {
    prepare: async () => {},
    acts: [
      { at: 0, act: (live) => void live.enter(100.5, { quantity: 40 }) },
      { at: 8, act: cancelEntry },
    ],
    seconds: 14,
    away: -3,
  },
} as const satisfies Readonly<Record<string, Stretch>>
export type StretchName = keyof typeof STRETCHES

/** @param isOver the process is gone */
export async function playStretch(live: LiveFloor, name: StretchName, isOver: () => boolean): Promise<void> {
  const { acts, seconds } = STRETCHES[name]
  let next = 0
  for (let at = 0; at < seconds && !isOver(); at += STEP) {
    for (let due = acts[next]; due !== undefined && due.at <= at; due = acts[next]) {
      due.act(live)
      next += 1
      if (isOver()) return
    }
    await live.pass(STEP * SECOND_MS)
  }
}

const STEP = 0.5
