import type { GatewayTime } from '../../../../src-main/simulator/tws-server/service.ts'

interface Alarm {
  readonly at: number
  readonly run: () => void
}

/** Operator time that stands until a test moves it. */
export class HeldTime implements GatewayTime {
  private now = 1_000
  private readonly alarms = new Set<Alarm>()

  monotonic(): number {
    return this.now
  }

  after(ms: number, run: () => void): () => void {
    const alarm = { at: this.now + ms, run }
    this.alarms.add(alarm)
    return () => this.alarms.delete(alarm)
  }

  /** Alarms that are set. */
  get waiting(): number {
    return this.alarms.size
  }

  pass(ms: number): void {
    const until = this.now + ms
    for (;;) {
      const due = [...this.alarms].filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at)[0]
      if (due === undefined) break
      this.alarms.delete(due)
      this.now = due.at
      due.run()
    }
    this.now = until
  }
}
