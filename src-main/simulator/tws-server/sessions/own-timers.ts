import type { GatewayTime } from '../service.ts'

/** Timers of the gateway itself, which end with it and keep no process alive. */
export class OwnTimers {
  private readonly operator: GatewayTime
  private readonly waiting = new Set<() => void>()

  constructor(operator: GatewayTime) {
    this.operator = operator
  }

  after(ms: number, run: () => void): void {
    const cancel = this.operator.after(ms, () => {
      this.waiting.delete(cancel)
      run()
    })
    this.waiting.add(cancel)
  }

  close(): void {
    for (const cancel of this.waiting) cancel()
    this.waiting.clear()
  }
}
