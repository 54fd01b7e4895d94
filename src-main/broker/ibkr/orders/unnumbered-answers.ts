import type { OperatorTime } from '../../../market/clock.ts'

/** How long the end of an answer that nobody waits for any more is still expected, ms. */
const OWED_MS = 60_000

/**
 * The ends of answers that carry no id. One that comes after its question has timed out must not end the next one,
 * whose own rows are yet to come: it would look like an answer with nothing in it.
 */
export class UnnumberedAnswers {
  private owed: number[] = []
  private readonly time: OperatorTime

  constructor(time: OperatorTime) {
    this.time = time
  }

  /** A question timed out: its answer may still come. */
  abandoned(): void {
    this.owed.push(this.time.monotonic() + OWED_MS)
  }

  /** An answer has ended. @returns whether it is that of the question that waits */
  ends(): boolean {
    const now = this.time.monotonic()
    this.owed = this.owed.filter((until) => until > now)
    return this.owed.shift() === undefined
  }

  /** Another connection: nothing is owed on it. */
  forget(): void {
    this.owed = []
  }
}
