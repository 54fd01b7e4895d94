const WINDOW_MS = 1_000

/** Messages of one client in a sliding second. */
export class MessageRate {
  private readonly most: number
  private readonly times: number[] = []

  /** @param most messages in a second. */
  constructor(most: number) {
    this.most = most
  }

  /** Counts a message. @param now operator ms. @returns whether the second has more than it may. */
  exceeds(now: number): boolean {
    if (this.most === Number.POSITIVE_INFINITY) return false
    const { times } = this
    const from = now - WINDOW_MS
    let old = 0
    while (old < times.length && times[old]! <= from) old += 1
    times.splice(0, old)
    // One more than the most is enough to know of.
    if (times.length > this.most) times.shift()
    times.push(now)
    return times.length > this.most
  }
}
