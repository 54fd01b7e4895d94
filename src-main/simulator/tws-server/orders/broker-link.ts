/**
 * Whether TWS reaches IBKR's servers (messages 1100, 1101 and 1102 are about that). While it does not, orders wait in
 * TWS, and what happens at the exchange is heard of only afterwards.
 */
export class BrokerLink {
  private up = true
  private readonly listeners = new Set<(up: boolean) => void>()

  get isUp(): boolean {
    return this.up
  }

  /** Nothing when it is so already. */
  set(up: boolean): void {
    if (up === this.up) return
    this.up = up
    for (const listener of [...this.listeners]) listener(up)
  }

  /** @returns ends the subscription. */
  onChange(listener: (up: boolean) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }
}
