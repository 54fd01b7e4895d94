import { emitKeypressEvents } from 'node:readline'
import type { Speed } from '../../simulator/virtual-clock.ts'

/** What the keys do, for a line of help. */
export const CLOCK_KEYS_HELP = 'space pauses, s steps one slot, + and − change the speed, q ends the session'

const FASTER = 2

/** What the keys move. */
export interface SteeredClock {
  readonly speed: Speed
  readonly paused: boolean
  setSpeed(speed: Speed): unknown
  pause(): void
  resume(): void
  step(): void
}

/** Standard input where it is a terminal. */
type Keyboard = NodeJS.ReadableStream & { setRawMode(mode: boolean): unknown }

/**
 * Lets the keyboard steer the market clock of a paced run.
 * @param quit ends the session: `q`, and Ctrl-C, which a raw terminal no longer turns into a signal
 * @returns what gives the keyboard back
 */
export function steerByKeys(
  input: Keyboard,
  clock: SteeredClock,
  say: (text: string) => void,
  quit: () => void,
): () => void {
  const rescale = (factor: number): void => {
    if (clock.speed === 'drained') return
    clock.setSpeed(clock.speed * factor)
    say(`speed ${clock.speed}×`)
  }
  const actions: Readonly<Record<string, () => void>> = {
    ' ': () => {
      if (clock.paused) clock.resume()
      else clock.pause()
      say(clock.paused ? 'paused' : 'running')
    },
    s: () => clock.step(),
    '+': () => rescale(FASTER),
    '-': () => rescale(1 / FASTER),
    q: quit,
    '\u0003': quit,
  }
  const onKey = (character: string | undefined): void => {
    if (character !== undefined) actions[character]?.()
  }
  emitKeypressEvents(input)
  input.setRawMode(true)
  input.on('keypress', onKey)
  input.resume()
  return () => {
    input.off('keypress', onKey)
    input.setRawMode(false)
    input.pause()
  }
}
