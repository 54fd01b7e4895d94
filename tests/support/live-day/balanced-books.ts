import type { Exchange } from '../../../src-main/simulator/exchange/exchange.ts'
import type { TradingEvent } from '../../../src-main/trading/journal/trading-event.ts'
import type { DeskState } from '../../../src-main/trading/state/desk-state.ts'
import type { AccountId } from '../../../src-shared/domain/ids.ts'

/** Of one symbol: shares held, cents earned before commissions and cents of commission. */
interface Line {
  shares: number
  flow: number
  commissions: number
}

const cents = (dollars: number): number => Math.round(dollars * 100)

/**
 * Where our books and those of the exchange differ, to the share and the cent. Theirs are added up from the executions
 * of our orders there, by nothing that trading is made of.
 */
export function unbalanced(
  events: readonly TradingEvent[],
  state: DeskState,
  exchange: Exchange,
  account: AccountId,
): string[] {
  const ours = new Set(events.flatMap(ordersOf))
  const told = new Map<string, string>()
  for (const event of events) {
    if (event.kind !== 'execution' || event.execution.ref === null) continue
    const { execId, ref, shares, price } = event.execution
    told.set(execId, `${ref} ${shares} at ${price}`)
  }
  const found: string[] = []
  const lines = new Map<string, Line>()
  const foreign = new Set<string>()
  const add = (symbol: string, change: Partial<Line>): void => {
    const line = lines.get(symbol) ?? { shares: 0, flow: 0, commissions: 0 }
    lines.set(symbol, {
      shares: line.shares + (change.shares ?? 0),
      flow: line.flow + (change.flow ?? 0),
      commissions: line.commissions + (change.commissions ?? 0),
    })
  }
  for (const { execution, commission } of exchange.executions()) {
    const { execId, ref, shares, price, action, symbol } = execution
    if (execution.account !== account) continue
    if (ref === null || !ours.has(ref)) {
      foreign.add(symbol)
      continue
    }
    const theirs = `${ref} ${shares} at ${price}`
    if (told.get(execId) !== theirs) found.push(`execution ${execId}: ${theirs}; ours ${told.get(execId)}`)
    told.delete(execId)
    const signed = action === 'BUY' ? shares : -shares
    add(symbol, { shares: signed, flow: -cents(signed * price), commissions: cents(commission?.commission ?? 0) })
  }
  for (const [execId, line] of told) found.push(`execution ${execId}: ${line}; not at the exchange`)
  for (const event of events) {
    if (event.kind !== 'position-adopted') continue
    foreign.add(event.symbol)
    add(event.symbol, { shares: event.shares, flow: -cents(event.shares * event.price) })
  }
  for (const holding of state.holdings.values()) {
    if (holding.book.kind !== 'account') continue
    const { symbol, shares, commissions } = holding
    const theirs = lines.get(symbol) ?? { shares: 0, flow: 0, commissions: 0 }
    lines.delete(symbol)
    // What has been paid for the shares that are still held has flown, and is not earned.
    const own = { shares, flow: holding.realised - holding.cost, commissions }
    if (JSON.stringify(own) !== JSON.stringify(theirs)) {
      found.push(`${symbol}: ours ${JSON.stringify(own)}, theirs ${JSON.stringify(theirs)}`)
    }
    const day = exchange.holdings(account).find((each) => each.symbol === symbol)
    if (foreign.has(symbol) || shares !== 0) continue
    if (day !== undefined && cents(day.realised) !== holding.realised - commissions) {
      found.push(`${symbol}: the account has earned ${day.realised}, we ${(holding.realised - commissions) / 100}`)
    }
  }
  for (const [symbol, line] of lines) found.push(`${symbol}: theirs ${JSON.stringify(line)}, ours nothing`)
  return found
}

/** The orders that an event makes. */
function ordersOf(event: TradingEvent): string[] {
  if (event.kind === 'order-intent') return [event.entry, ...event.children].map(({ ref }) => ref)
  return event.kind === 'reduction-intent' ? [event.order.ref] : []
}
