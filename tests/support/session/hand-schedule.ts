/** A schedule that is moved by hand. */
export class HandSchedule {
  /** What waits, with the delay that was asked for. */
  private waiting: { readonly ms: number; readonly run: () => void }[] = []

  readonly schedule = (ms: number, run: () => void): (() => void) => {
    const entry = { ms, run }
    this.waiting.push(entry)
    return () => {
      this.waiting = this.waiting.filter((other) => other !== entry)
    }
  }

  get delays(): readonly number[] {
    return this.waiting.map(({ ms }) => ms)
  }

  /** Everything that waits is due. */
  runAll(): void {
    const due = this.waiting
    this.waiting = []
    for (const { run } of due) run()
  }
}
