import type { OrderReport } from '../../../src-main/broker/reports.ts'
import type { Exchange } from '../../../src-main/simulator/exchange/exchange.ts'
import type { ExchangeRequest } from '../../../src-main/simulator/exchange/exchange-request.ts'
import type { TradingEvent } from '../../../src-main/trading/journal/trading-event.ts'
import { type DeskState, placeKey, sharesIn } from '../../../src-main/trading/state/desk-state.ts'
import { restore } from '../../../src-main/trading/state/evolve.ts'
import type { OrderState } from '../../../src-shared/domain/order-state.ts'
import { unbalanced } from '../live-day/balanced-books.ts'
import { faultsOf, journalOf } from '../session/audit-folder.ts'
import { AAPL, ACCOUNT } from '../session/live-floor.ts'

const BOOK = { kind: 'account', account: ACCOUNT } as const
/** In which nobody knows what became of an order. */
const OPEN_ENDED: readonly OrderState[] = ['staged', 'approved', 'journaled', 'sent', 'unknown']

interface Aftermath {
  readonly exchange: Exchange
  /** What the session knows that goes on. */
  readonly state: DeskState
  /** The files that the killed process left, on which that session runs. */
  readonly database: string
  /** What its journal had come to. */
  readonly left: readonly TradingEvent[]
  /** All that was ever asked of the exchange, and how much of it before the kill. */
  readonly requests: readonly ExchangeRequest[]
  readonly before: number
}

/** What is lost, doubled, unprotected or unexplained after a kill and what came of it; nothing, one hopes. */
export async function whatIsWrong(aftermath: Aftermath): Promise<string[]> {
  const { exchange, state, database } = aftermath
  const journal = journalOf(database)
  const wrong = [
    ...wrongAtTheExchange(aftermath),
    ...wrongRequests(aftermath),
    ...unexplained(aftermath, journal),
    ...unbalanced(journal, state, exchange, ACCOUNT),
    ...(await faultsOf(database)).map((fault) => `the audit: ${JSON.stringify(fault)}`),
    ...state.contradictions.map(({ ref, message }) => `a contradiction: ${ref} ${message}`),
  ]
  if (state.mode !== 'dry-run') wrong.push('it is armed')
  return wrong
}

/** Positions and orders as the exchange has them, against ours. */
function wrongAtTheExchange({ exchange, state, left }: Aftermath): string[] {
  const wrong: string[] = []
  const { shares } = exchange.position(ACCOUNT, AAPL)
  const own = sharesIn(state, BOOK, AAPL)
  if (shares !== own) wrong.push(`the account holds ${shares}, we ${own}`)
  const open = exchange.openOrders().filter(({ account }) => account === ACCOUNT)
  // What was never transmitted is not seen by clients, and not at IBKR: that nothing transmits it is looked at below.
  for (const { ref, action, status } of open) {
    if (action === 'BUY') wrong.push(`the entry ${ref} still works: ${status}`)
    if (ref === null || !state.live.has(ref)) wrong.push(`${ref} works and is not among our live orders`)
  }
  const stops = open.filter(({ pricing }) => pricing.type === 'STP')
  const covered = stops.reduce((sum, { working }) => sum + working, 0)
  if (covered < shares) wrong.push(`stops for ${covered} of ${shares} shares`)
  const most = mostSold(open)
  if (most > shares) wrong.push(`${most} of ${shares} shares can be sold`)
  for (const ref of state.live.keys()) {
    if (!open.some((order) => order.ref === ref)) wrong.push(`we have ${ref} as live, the exchange does not`)
  }
  const known = restore(left)
  const place = placeKey(BOOK, AAPL)
  const [was, is] = [known.trades.get(place), state.trades.get(place)]
  for (const { pricing } of stops) {
    if (was?.moved === true && was.entry === is?.entry && 'stop' in pricing && pricing.stop < was.stop) {
      wrong.push(`the stop is at ${pricing.stop}, it was wanted at ${was.stop}`)
    }
  }
  if (known.closings.size > 0 && shares !== 0) wrong.push('it was to be closed, and is open')
  return wrong
}

/** Shares that what works can sell: of a group in which one ends the others that of its largest. */
function mostSold(open: readonly OrderReport[]): number {
  const groups = new Map<string, number>()
  for (const { ocaGroup, action, working, permId } of open) {
    const group = ocaGroup ?? `alone ${permId}`
    if (action === 'SELL') groups.set(group, Math.max(groups.get(group) ?? 0, working))
  }
  return [...groups.values()].reduce((sum, shares) => sum + shares, 0)
}

/** Nothing is asked for twice, and after the kill nothing that adds. */
function wrongRequests({ requests, before }: Aftermath): string[] {
  const wrong: string[] = []
  const placed = new Set<string>()
  const buying = new Set<string>()
  requests.forEach((request, index) => {
    if (request.kind === 'place') {
      const { ticket } = request
      if (placed.has(ticket.orderRef)) wrong.push(`${ticket.orderRef} was placed twice`)
      placed.add(ticket.orderRef)
      if (ticket.action === 'BUY') buying.add(`${ticket.client} ${ticket.orderId}`)
      if (ticket.action === 'BUY' && index >= before) wrong.push(`the entry ${ticket.orderRef} was sent after the kill`)
    }
    const adds = request.kind === 'transmit' || request.kind === 'change'
    if (adds && index >= before && buying.has(`${request.client} ${request.orderId}`)) {
      wrong.push(`an entry was asked for again after the kill: ${JSON.stringify(request)}`)
    }
  })
  return wrong
}

/** Every order of the journal came to something that its rows tell. */
function unexplained({ state, requests }: Aftermath, journal: readonly TradingEvent[]): string[] {
  const wrong: string[] = []
  const arrived = new Set(requests.flatMap((request) => (request.kind === 'place' ? [request.ticket.orderRef] : [])))
  const ended = new Set<string>()
  for (const event of journal) {
    if (event.kind === 'order-absent' || event.kind === 'order-expired' || event.kind === 'request-refused') {
      ended.add(event.ref)
    }
  }
  for (const { order } of [...state.live.values(), ...state.over.values()]) {
    if (OPEN_ENDED.includes(order.state)) wrong.push(`nobody knows of ${order.ref}: ${order.state}`)
    // What never arrived is told of by the row of its entry.
    const named = order.parent ?? order.ref
    if (!arrived.has(order.ref) && !ended.has(named) && !ended.has(order.ref)) {
      wrong.push(`${order.ref} never arrived and is ${order.state}, which no row explains`)
    }
  }
  return wrong
}
