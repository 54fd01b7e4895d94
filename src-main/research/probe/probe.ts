import type { Expectation, Findings } from './behaviours.ts'
import type { Stage } from './stage.ts'

/** One scripted probe. */
export interface Probe {
  readonly name: string
  /** What it looks at, for the progress line. */
  readonly about: string
  /** It has to buy something, which takes an open market and live prices. */
  readonly fills: boolean
  /** Market ms after which it is given up. */
  readonly limitMs: number
  readonly run: (stage: Stage) => Promise<Findings>
}

/** What was found of something that has to be so. */
export const found = (name: Expectation, isSo: boolean): Findings => ({ [name]: isSo ? 'as-believed' : 'otherwise' })
