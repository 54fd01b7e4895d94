import type { Execution, OrderReport } from '../../../../src-main/broker/reports.ts'
import type { AccountId, Ticker } from '../../../../src-shared/domain/ids.ts'
import { type Came, cents, START_CASH, SYMBOLS } from './random-trading.ts'
import { ACCOUNT, OTHER_ACCOUNT } from './trading-floor.ts'

/** What the messages alone say of one order. */
interface Followed {
  report: OrderReport
  /** By execution id without what follows its last dot. */
  readonly fills: Map<string, Execution>
  /** The number of the wish by which it got its place in the queue. */
  since: number
  ended: boolean
}

const keyOf = ({ client, orderId }: { readonly client: number; readonly orderId: number }): string =>
  `${client}:${orderId}`
const stem = (execId: string): string => execId.slice(0, execId.lastIndexOf('.'))
const sumOf = (numbers: Iterable<number>): number => [...numbers].reduce((sum, number) => sum + number, 0)
const sharesOf = (order: Followed): number => sumOf([...order.fills.values()].map(({ shares }) => shares))

function insist(holds: boolean, says: string): void {
  if (!holds) throw new Error(says)
}

/** Follows an exchange by its messages and insists after each wish on everything that it promises. */
export class Promises {
  private readonly orders = new Map<string, Followed>()
  private readonly executions = new Map<string, Execution>()
  private readonly commissions = new Map<string, number>()
  /** By account: the orders of its cancelling group that filled today. */
  private readonly filledOfGroup = new Map<AccountId, Set<string>>()
  /** By order of a reducing group: what was filled and left of it when the group last grew. */
  private readonly sinceJoined = new Map<string, { readonly filled: number; readonly remaining: number }>()
  private wishes = 0
  /** Executions that were checked; a property that checks nothing proves nothing. */
  checked = 0
  stops = 0

  hear(came: Came): void {
    this.wishes += 1
    const before = new Map([...this.orders].map(([key, { report, since }]) => [key, { report, since }]))
    const traded: Execution[] = []
    for (const message of came.messages) {
      if (message.kind === 'order-status') this.hearOrder(message.order, came)
      else if (message.kind === 'commission') {
        const { execId, commission } = message.commission
        this.commissions.set(stem(execId), cents(commission))
      } else if (message.kind === 'execution') {
        if (!this.executions.has(stem(message.execution.execId))) traded.push(message.execution)
        this.hearExecution(message.execution)
      }
    }
    for (const execution of traded) this.insistOnPrice(execution, before.get(keyOf(execution))?.report ?? null)
    this.insistOnQueue(traded, came, before)
    this.insistOnTrading(traded, came)
    this.insistOnAnswer(came)
    for (const account of [ACCOUNT, OTHER_ACCOUNT]) this.insistOnBooks(account, came)
    this.insistOnFamilies()
    this.insistOnGroups(traded, came, before)
    for (const order of this.orders.values()) this.insistOnFills(order)
    this.checked += traded.length
  }

  private hearOrder(report: OrderReport, { wish }: Came): void {
    const known = this.orders.get(keyOf(report))
    const over = report.status === 'Filled' || report.status === 'Cancelled' || report.status === 'Inactive'
    if (known === undefined) {
      this.orders.set(keyOf(report), { report, fills: new Map(), since: this.wishes, ended: over })
      return
    }
    insist(!known.ended || wish.kind === 'correct', `order ${keyOf(report)} is heard of after its end`)
    const { pricing, quantity } = known.report
    const repriced = JSON.stringify(pricing) !== JSON.stringify(report.pricing)
    if (wish.kind === 'change' && (repriced || report.quantity > quantity)) known.since = this.wishes
    known.report = report
    known.ended = over
  }

  private hearExecution(execution: Execution): void {
    this.executions.set(stem(execution.execId), execution)
    this.orders.get(keyOf(execution))?.fills.set(stem(execution.execId), execution)
  }

  /** A limit is never worse than its price; a stop that has just been triggered is at its price or beyond. */
  private insistOnPrice(execution: Execution, before: OrderReport | null): void {
    const { report, fills } = this.orders.get(keyOf(execution))!
    const sign = execution.action === 'BUY' ? 1 : -1
    const { pricing } = report
    if (pricing.type === 'LMT' || pricing.type === 'STP LMT') {
      const better = sign * (cents(pricing.limit) - cents(execution.price)) >= 0
      insist(better, `limit ${pricing.limit} filled at ${execution.price}`)
    }
    const woken = fills.size === 1 && before?.whyHeld === 'trigger'
    if ((pricing.type === 'STP' || pricing.type === 'TRAIL') && woken) {
      const beyond = sign * (cents(execution.price) - cents(pricing.stop)) >= 0
      insist(beyond, `stop ${pricing.stop} filled at ${execution.price}`)
      this.stops += 1
    }
  }

  /** Whoever was ahead in the queue, by price and then by time, is served before the others. */
  private insistOnQueue(
    traded: readonly Execution[],
    { settings }: Came,
    before: ReadonlyMap<string, { readonly report: OrderReport; readonly since: number }>,
  ): void {
    for (const execution of traded) {
      const served = before.get(keyOf(execution))
      if (served?.report.pricing.type !== 'LMT' || served.report.working === 0) continue
      if (this.orders.get(keyOf(execution))!.since !== served.since) continue
      for (const [key, ahead] of before) {
        const { symbol, action, pricing, working, parentId, ocaGroup } = ahead.report
        // What works of a child or in a group, and what an account has for sale, changes while others are served.
        if (parentId !== null || ocaGroup !== null || (action === 'SELL' && !settings.shorting)) continue
        if (symbol !== execution.symbol || action !== execution.action || pricing.type !== 'LMT') continue
        if (key === keyOf(execution) || working === 0 || this.orders.get(key)!.since !== ahead.since) continue
        const sign = action === 'BUY' ? 1 : -1
        const better = sign * (cents(pricing.limit) - cents(served.report.pricing.limit))
        const isAhead = better > 0 || (better === 0 && ahead.since < served.since)
        const left = this.orders.get(key)!.report.working
        insist(!isAhead || left === 0, `${keyOf(execution)} was served before ${key}`)
      }
    }
  }

  /** Nothing trades in a halt or outside the session, and no more than the step's share. */
  private insistOnTrading(traded: readonly Execution[], { wish, exchange, settings }: Came): void {
    if (wish.kind !== 'step') return
    for (const symbol of SYMBOLS) {
      const shares = sumOf(
        traded.filter((execution) => execution.symbol === symbol).map((execution) => execution.shares),
      )
      if (shares === 0) continue
      insist(!exchange.quote(symbol).halted, `${symbol} traded in a halt`)
      insist(exchange.session !== null, `${symbol} traded outside the session`)
      insist(SYMBOLS[wish.symbol] === symbol, `${symbol} traded in the step of another`)
      const most = Math.floor(wish.shares * settings.participation)
      insist(shares <= most, `${shares} of ${wish.shares} shares were taken from the market`)
    }
  }

  /** A cancel is answered exactly once: by its end, or by why not. */
  private insistOnAnswer({ wish, messages, meant }: Came): void {
    if (wish.kind !== 'cancel' || meant === null) return
    const answers = messages.filter(
      (message) => message.kind === 'error' && keyOf(message) === keyOf(meant) && message.code !== 399,
    )
    insist(answers.length === 1, `the cancel of ${keyOf(meant)} was answered ${answers.length} times`)
  }

  /** Cash, shares and profit follow from the executions, to the cent. */
  private insistOnBooks(account: AccountId, { exchange, settings }: Came): void {
    const values = exchange.accountValues(account)
    const executions = [...this.executions.values()].filter((execution) => execution.account === account)
    let cash = cents(START_CASH)
    const shares = new Map<Ticker, number>()
    for (const execution of executions) {
      const signed = execution.action === 'BUY' ? execution.shares : -execution.shares
      cash -= signed * cents(execution.price) + this.commissions.get(stem(execution.execId))!
      shares.set(execution.symbol, (shares.get(execution.symbol) ?? 0) + signed)
    }
    insist(cents(values.cash) === cash, `cash is ${values.cash}, by the executions ${cash / 100}`)
    let worth = cash
    let open = 0
    for (const symbol of SYMBOLS) {
      const held = shares.get(symbol) ?? 0
      const reported = exchange.positions(account).find((position) => position.symbol === symbol)
      insist((reported?.shares ?? 0) === held, `${reported?.shares} ${symbol} are held, by the executions ${held}`)
      insist(settings.shorting || held >= 0, `${held} ${symbol} are held with shorting switched off`)
      const last = cents(exchange.quote(symbol).last ?? 0)
      worth += held * last
      if (reported) open += Math.round((last - reported.averagePrice * 100) * held)
    }
    insist(cents(values.netLiquidation) === worth, `the account is worth ${values.netLiquidation}, not ${worth / 100}`)
    insist(cents(values.unrealised) === open, `unrealised is ${values.unrealised}, by the average prices ${open / 100}`)
    const earned = cents(values.realised) + cents(values.unrealised) - cents(values.commissions)
    insist(earned === worth - cents(START_CASH), `profit is ${earned / 100}, worth changed otherwise`)
  }

  /** Children together never fill more than their parent; a group that cancels fills one order. */
  private insistOnFamilies(): void {
    const families = new Map<string, number>()
    for (const order of this.orders.values()) {
      const { client, parentId } = order.report
      if (parentId === null) continue
      const parent = keyOf({ client, orderId: parentId })
      families.set(parent, (families.get(parent) ?? 0) + sharesOf(order))
    }
    for (const [parent, filled] of families) {
      const most = sharesOf(this.orders.get(parent)!)
      insist(filled <= most, `children of ${parent} filled ${filled} shares, it ${most}`)
    }
  }

  /** Of a group that cancels one order fills; of one that reduces all orders together no more than one of them. */
  private insistOnGroups(
    traded: readonly Execution[],
    { wish }: Came,
    before: ReadonlyMap<string, { readonly report: OrderReport }>,
  ): void {
    if (wish.kind === 'night') this.filledOfGroup.clear()
    for (const execution of traded) {
      if (this.orders.get(keyOf(execution))!.report.ocaGroup !== 'cancels') continue
      const filled = this.filledOfGroup.get(execution.account) ?? new Set()
      this.filledOfGroup.set(execution.account, filled.add(keyOf(execution)))
      insist(filled.size === 1, `of one group filled ${[...filled].join(' and ')}`)
    }
    const members = [...this.orders].filter(([, { report }]) => report.ocaGroup === 'reduces')
    if (wish.kind === 'place' && wish.group === 'reduces') {
      for (const [key, { report }] of members) {
        const { filled, remaining } = before.get(key)?.report ?? { filled: 0, remaining: report.quantity }
        this.sinceJoined.set(key, { filled, remaining })
      }
    }
    for (const account of [ACCOUNT, OTHER_ACCOUNT]) {
      let parts = 0
      for (const [key, order] of members) {
        const { filled, remaining } = this.sinceJoined.get(key)!
        if (order.report.account === account && remaining > 0) parts += (sharesOf(order) - filled) / remaining
      }
      insist(parts <= 1 + 1e-9, `of one group ${parts} orders filled`)
    }
  }

  /** What is filled is what was executed; the average is exact; nothing is overfilled. */
  private insistOnFills(order: Followed): void {
    const { report, fills } = order
    const filled = sharesOf(order)
    insist(report.filled === filled, `order ${keyOf(report)} says ${report.filled} filled, its executions ${filled}`)
    insist(filled <= report.quantity, `order ${keyOf(report)} filled ${filled} of ${report.quantity}`)
    insist(report.remaining === report.quantity - filled, `order ${keyOf(report)} has ${report.remaining} left`)
    const value = sumOf([...fills.values()].map((fill) => fill.shares * cents(fill.price)))
    if (filled > 0) insist(report.averagePrice === value / filled / 100, `the average is ${report.averagePrice}`)
  }
}
