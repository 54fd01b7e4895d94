import type { RunningSession } from '../../../src-main/session/session-observer.ts'
import type { TradingEvent } from '../../../src-main/trading/journal/trading-event.ts'
import { findOrder, placeKey } from '../../../src-main/trading/state/desk-state.ts'
import { positionViews } from '../../../src-main/trading/views/positions.ts'
import { SECOND_MS } from '../../../src-shared/domain/time.ts'

/** After so long a stop of its own, or more of one, has been sent for a position; and a little for the way of the clock. */
const MOST_UNSENT_MS = 2 * SECOND_MS + 100
/** After so long that is confirmed, or a close is out. */
const MOST_SHORT_MS = 5 * SECOND_MS + 100

/** Watches that no position is short of its stop for long, outside of an outage or a halt, without something going out. */
export class ProtectionWatch {
  readonly wrong: string[] = []
  /** Moments at which a position was seen short of its stop. */
  short = 0
  /** Since when positions have been short, by their keys. Operator ms, as all times here. */
  private readonly since = new Map<string, number>()
  /** The first that was heard of a symbol since its position was last seen covered. */
  private readonly heard = new Map<string, number>()
  /** When a reducing order was sent, or made larger, by symbol. */
  private readonly sent = new Map<string, number[]>()

  hear(event: TradingEvent, session: RunningSession | null, operator: number): void {
    switch (event.kind) {
      case 'execution':
        this.note(event.execution.symbol, operator)
        return
      case 'broker-order':
        this.note(event.report.symbol, operator)
        return
      case 'reduction-intent':
        this.send(event.order.symbol, operator)
        return
      case 'change-intent': {
        const known = session === null ? undefined : findOrder(session.desk.state, event.ref)
        if (known !== undefined && event.change.quantity !== undefined) this.send(known.order.symbol, operator)
        return
      }
      case 'close-wanted':
        if (session !== null) this.judge(session, placeKey(event.book, event.symbol), event.symbol, operator)
    }
  }

  /** @param isAway the broker is not there, or says nothing */
  look(session: RunningSession, operator: number, isAway: boolean): void {
    const { desk } = session
    const open = new Map<string, string>()
    for (const { key, symbol, book, protection, closing, accountShares } of positionViews(desk, () => 2)) {
      // A net of the account that is not ours leaves less to protect.
      const isCovered = protection === 'confirmed' || closing !== null || accountShares === 0
      const isHalted = desk.quotes.quote(symbol)?.halted === true
      if (book.kind === 'account' && !isCovered && !isAway && !isHalted) open.set(key, symbol)
    }
    for (const key of this.since.keys()) if (!open.has(key)) this.since.delete(key)
    const symbols = new Set(open.values())
    for (const symbol of this.heard.keys()) if (!symbols.has(symbol)) this.heard.delete(symbol)
    for (const [key, symbol] of open) {
      this.short += 1
      if (!this.since.has(key)) this.since.set(key, this.heard.get(symbol) ?? operator)
      this.judge(session, key, symbol, operator)
    }
  }

  private judge({ desk }: RunningSession, key: string, symbol: string, operator: number): void {
    const since = this.since.get(key)
    if (since === undefined) return
    const hasOwn = [...desk.state.live.values()].some(
      ({ order }) => order.symbol === symbol && order.role === 'stop' && order.parent === null,
    )
    const sent = hasOwn ? since : (this.sent.get(symbol)?.find((at) => at >= since) ?? operator)
    if (sent - since > MOST_UNSENT_MS)
      this.wrong.push(`${symbol} was without any stop of its own for ${sent - since} ms`)
    if (operator - since > MOST_SHORT_MS) this.wrong.push(`${symbol} was short of its stop for ${operator - since} ms`)
  }

  private note(symbol: string, operator: number): void {
    if (!this.heard.has(symbol)) this.heard.set(symbol, operator)
  }

  private send(symbol: string, operator: number): void {
    const times = this.sent.get(symbol) ?? []
    this.sent.set(symbol, [...times, operator])
  }
}
