import type { Random } from '../../../src-main/simulator/random.ts'
import type { Gateway } from '../../../src-main/simulator/tws-server/gateway.ts'
import { encodeFrame } from '../../../src-main/simulator/tws-server/wire/frame.ts'
import { mutateFrame } from '../mutate-frames.ts'
import { wholeFrame } from './whole-frame.ts'

/** How often a message goes with mutated copies, and with how many at most. */
const OFTEN = { chance: 0.8, most: 10 }
/** Ticks, of which there are many. */
const STREAMED = { chance: 0.3, most: 2 }
/** Each error that carries broken JSON is the end of its connection. */
const ENDING = { chance: 0.3, most: 1 }
/** Until the client is ready, or it would never be. */
const DELICATE = { chance: 0.05, most: 1 }
/** Messages that do not come at all, and frames with a wrong length. */
const LOST = 0.01
const BROKEN = 0.0005
const ERROR = 4
const TICKS: readonly unknown[] = [1, 2, 45, 46]

function dose([message]: readonly unknown[]): typeof OFTEN {
  if (message === ERROR) return ENDING
  return TICKS.includes(message) ? STREAMED : OFTEN
}

/** Mutated messages among those of a gateway. */
export interface OnTheWay {
  readonly sent: () => number
  /** Until all of them have been sent. */
  readonly isOn: () => boolean
}

/**
 * From now on the gateway's messages go with mutated copies of themselves, before or after them or in their place.
 * @param isReady whether the client is
 */
export function mutateOnTheWay(
  gateway: Gateway,
  { random, frames, isReady }: { readonly random: Random; readonly frames: number; readonly isReady: () => boolean },
): OnTheWay {
  let sent = 0
  const stop = gateway.intercept({
    outgoing(session, fields, pass) {
      const { chance, most } = isReady() ? dose(fields) : DELICATE
      const count = random.chance(chance) ? random.integer(1, Math.min(most, frames - sent)) : 0
      const before = random.integer(0, count)
      const mutate = (copies: number): void => {
        for (let copy = 0; copy < copies; copy += 1) {
          const mutated = mutateFrame(encodeFrame(fields), random)
          session.sendBytes(random.chance(BROKEN) ? mutated : wholeFrame(mutated))
        }
      }
      mutate(before)
      if (!random.chance(LOST)) pass(fields)
      mutate(count - before)
      sent += count
      if (sent >= frames) stop()
    },
  })
  return { sent: () => sent, isOn: () => sent < frames }
}
