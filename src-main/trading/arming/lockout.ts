import type { Result } from '../../../src-shared/domain/result.ts'
import { MINUTE_MS } from '../../../src-shared/domain/time.ts'
import type { OperatorClock } from '../../market/clock.ts'
import { type Refusal, refusal } from '../risk/refusals.ts'

const MOST_WRONG = 5
const LOCKED_MS = 5 * MINUTE_MS

/** Wrong tokens since the last right one, and when the newest was tried: wall clock, UTC ms. */
export interface Attempts {
  readonly wrong: number
  readonly at: number
}

/** Keeps the attempts over restarts. Failures are one sentence that names the place. */
export interface AttemptsFile {
  /** Null: there have been none. */
  read(): Result<Attempts | null, string>
  /** `ok` only when it is on the disk. */
  write(attempts: Attempts): Result<null, string>
}

const NONE: Attempts = { wrong: 0, at: 0 }

/**
 * Counts wrong tokens and locks after the fifth. An attempt is on the disk as a wrong one before it is compared with
 * anything, so that nobody gains a guess by ending the process; a right one takes it back. What cannot be counted
 * cannot be tried.
 */
export class Lockout {
  readonly #file: AttemptsFile
  readonly #clock: OperatorClock
  /** The newest attempt, and when it was by the monotonic clock of this process. */
  #anchor: { readonly at: number; readonly monotonic: number } | null = null

  /** What the file held when it was last looked at. */
  #known: Result<Attempts, string> = { ok: true, value: NONE }

  constructor(file: AttemptsFile, clock: OperatorClock) {
    this.#file = file
    this.#clock = clock
    this.look()
  }

  /** Looks at the file again: other processes count there too. */
  look(): Result<Attempts, string> {
    const read = this.#file.read()
    this.#known = read.ok ? { ok: true, value: read.value ?? NONE } : read
    return this.#known
  }

  /**
   * How long it is locked yet, milliseconds of operator time, or why nothing can be tried; null: it is not locked. As
   * of the last look at the file.
   */
  standing(): Result<number | null, string> {
    if (!this.#known.ok) return this.#known
    const left = this.#left(this.#known.value)
    return { ok: true, value: left === 0 ? null : left }
  }

  /**
   * Counts an attempt, as a wrong one.
   * @returns how many more there may be; or why there can be none now.
   */
  begin(): Result<number, Refusal> {
    const looked = this.look()
    if (!looked.ok) return uncounted(looked.error)
    const before = looked.value
    const left = this.#left(before)
    if (left > 0) return { ok: false, error: refusal('locked-out', { seconds: left / 1_000 }) }
    const wrong = (before.wrong >= MOST_WRONG ? 0 : before.wrong) + 1
    const at = Math.floor(this.#clock.now())
    const written = this.#write({ wrong, at })
    if (!written.ok) return uncounted(written.error)
    this.#anchor = { at, monotonic: this.#clock.monotonic() }
    return { ok: true, value: MOST_WRONG - wrong }
  }

  /** The attempt was right. Where that cannot be written, the count stays: the safe side. */
  clear(): void {
    this.#write({ wrong: 0, at: Math.floor(this.#clock.now()) })
  }

  #write(attempts: Attempts): Result<null, string> {
    const written = this.#file.write(attempts)
    if (written.ok) this.#known = { ok: true, value: attempts }
    return written
  }

  /**
   * By both clocks, whichever is the longer: the wall clock alone outlives a restart, the monotonic one cannot be set. A
   * moment that lies ahead was written before the wall clock was set back, so all of the time counts from now.
   */
  #left({ wrong, at }: Attempts): number {
    if (wrong < MOST_WRONG) return 0
    const passed = this.#clock.now() - at
    const monotonic = this.#clock.monotonic()
    if (this.#anchor?.at !== at) this.#anchor = { at, monotonic: monotonic - Math.min(Math.max(0, passed), LOCKED_MS) }
    const left = LOCKED_MS - (monotonic - this.#anchor.monotonic)
    return Math.max(0, left, passed < 0 ? 0 : LOCKED_MS - passed)
  }
}

/** What is said when attempts cannot be counted. @param says one sentence. */
export const uncountable = (says: string): { gate: string; says: string; opens: string } => ({
  gate: 'Not locked',
  says,
  opens: 'Mend or remove the file, and try again.',
})

const uncounted = (says: string): { readonly ok: false; readonly error: Refusal } => ({
  ok: false,
  error: refusal('gate-closed', uncountable(says)),
})
