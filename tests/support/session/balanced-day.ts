import type { RunningSession } from '../../../src-main/session/session-observer.ts'
import { openHoldings } from '../../../src-main/trading/state/desk-state.ts'
import { dayViews, positionViews } from '../../../src-main/trading/views/positions.ts'
import { demoMarket } from '../demo-day.ts'
import { payloadsOf } from './audit-folder.ts'
import { demoCockpit, sourceOf } from './demo-cockpit.ts'
import { WatchingObserver } from './watching-observer.ts'

/** What a day's money comes to by whoever counts it. Whole cents. */
interface Money {
  readonly profit: number
  readonly commissions: number
}

export interface BalancedDay {
  /** By the fills and commissions in the audit; by the exchange's account; by what the window shows. */
  readonly audit: Money
  readonly account: Money
  readonly window: Money
  /** Moments at which a position was open, and those at which one was without a working exit for all its shares. */
  readonly held: number
  readonly uncovered: readonly string[]
  /** Positions and orders that are left after the close. */
  readonly left: readonly string[]
  readonly fills: number
}

const CASH = 500_000
const cents = (dollars: number): number => Math.round(dollars * 100)

/** Trades a synthetic day headless, looking at every step, and adds up its money in three ways. */
export async function balancedDay(seed: number, database: string): Promise<BalancedDay> {
  const observer = new WatchingObserver()
  const uncovered: string[] = []
  let held = 0
  observer.onStep = ({ desk }) => {
    for (const view of positionViews(desk, () => 2)) {
      held++
      if (view.protection !== 'confirmed' && view.closing === null) uncovered.push(`${view.shares} ${view.symbol}`)
    }
  }
  const cockpit = demoCockpit({ source: sourceOf(demoMarket(seed)), database, observer, headless: true })
  const started = cockpit.start()
  if (!started.ok) throw new Error(started.error.message)
  const end = await cockpit.finished
  if (end.kind !== 'finished') throw new Error(JSON.stringify(end))
  const session = observer.session!
  const day = { account: accountMoney(session), window: windowMoney(session), left: leftOf(session) }
  await cockpit.close()
  const fills = payloadsOf(database, 'fill')
  return { ...day, audit: auditMoney(database, fills), held, uncovered, fills: fills.length }
}

function accountMoney({ desk }: RunningSession): Money {
  const values = desk.venues[0]?.watch.values
  if (values == null) return { profit: 0, commissions: 0 }
  return { profit: cents(values.netLiquidation - CASH), commissions: cents(values.commissions) }
}

function windowMoney({ desk }: RunningSession): Money {
  const [day] = dayViews(desk)
  if (day === undefined) throw new Error('there is a book')
  return { profit: cents(day.profit), commissions: cents(day.commissions) }
}

function leftOf({ desk }: RunningSession): string[] {
  return [...openHoldings(desk.state).map(({ symbol }) => `a position in ${symbol}`), ...desk.state.live.keys()]
}

function auditMoney(database: string, fills: ReturnType<typeof payloadsOf<'fill'>>): Money {
  let flow = 0
  for (const { role, side, quantity, price } of fills) {
    const buys = (role === 'entry') === (side === 'long')
    flow += (buys ? -1 : 1) * cents(quantity * price)
  }
  const commissions = payloadsOf(database, 'commission').reduce((sum, payload) => sum + cents(costOf(payload)), 0)
  return { profit: flow - commissions, commissions }
}

function costOf({ commission }: Readonly<Record<string, unknown>>): number {
  if (typeof commission !== 'object' || commission === null || !('commission' in commission)) return Number.NaN
  return Number(commission.commission)
}
