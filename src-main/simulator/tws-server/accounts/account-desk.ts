import type { AccountId } from '../../../../src-shared/domain/ids.ts'
import type { UtcMs } from '../../../../src-shared/domain/time.ts'
import type { Holding } from '../../exchange/holdings.ts'
import type { ClientSession, GatewayContext } from '../service.ts'
import {
  accountDownloadEnd,
  accountUpdateTime,
  accountValue,
  type PortfolioData,
  portfolioValue,
} from '../wire/account-messages.ts'
import { updateFigures } from './account-figures.ts'
import { FigureFeed } from './figure-feed.ts'

/** A client's subscription to the updates of one account: figures, positions with their values, and the time. */
export class AccountDesk {
  readonly account: AccountId
  private readonly context: GatewayContext
  private readonly session: ClientSession
  private readonly feed: FigureFeed
  private readonly rows = new Map<string, string>()

  constructor(context: GatewayContext, session: ClientSession, account: AccountId) {
    this.context = context
    this.session = session
    this.account = account
    this.feed = new FigureFeed({
      figures: () => updateFigures(context.exchange, account),
      send: (figure) => session.send(accountValue(session.serverVersion, figure)),
    })
  }

  /** The first answer: everything, and its end. */
  download(): void {
    const { session, account } = this
    this.push(this.context.exchange.now)
    session.send(accountDownloadEnd(session.serverVersion, { account }))
  }

  /** What has changed since the last time, with the time at which it was true. */
  push(now: UtcMs): void {
    const { session } = this
    const figures = this.feed.push(now)
    const rows = this.pushRows()
    if (figures || rows) session.send(accountUpdateTime(session.serverVersion, { time: now }))
  }

  isDue(now: UtcMs): boolean {
    return this.feed.isDue(now)
  }

  private pushRows(): boolean {
    const { session, rows } = this
    let news = false
    for (const holding of this.context.exchange.holdings(this.account)) {
      const row = JSON.stringify(holding)
      const known = rows.get(holding.symbol)
      if (known === row || (known === undefined && holding.shares === 0)) continue
      rows.set(holding.symbol, row)
      session.send(portfolioValue(session.serverVersion, this.rowOf(holding)))
      news = true
    }
    return news
  }

  private rowOf({ symbol, shares, price, value, averageCost, unrealised, realised }: Holding): PortfolioData {
    const listing = this.context.contracts.of(symbol)
    const { primaryExchange } = listing
    return {
      ...{ account: this.account, listing, primaryExchange, quantity: shares, averageCost, price, value },
      unrealized: unrealised,
      realized: realised,
    }
  }
}
