import type { AccountId } from '../../../../src-shared/domain/ids.ts'
import type { UtcMs } from '../../../../src-shared/domain/time.ts'
import type { PositionReport } from '../../../broker/reports.ts'
import type { ClientSession, GatewayContext } from '../service.ts'
import {
  accountSummary,
  accountSummaryEnd,
  accountUpdateMulti,
  accountUpdateMultiEnd,
  position,
  positionEnd,
  positionMulti,
  positionMultiEnd,
} from '../wire/account-messages.ts'
import type { AccountSummaryRequest, AccountUpdatesMultiRequest, PositionsMultiRequest } from '../wire/requests.ts'
import { AccountDesk } from './account-desk.ts'
import { ledgerFigures, summaryFigures, updateFigures } from './account-figures.ts'
import { FigureFeed } from './figure-feed.ts'
import type { ProfitFeed } from './profit-feed.ts'

/** Figures of one or more accounts under a request's id. */
interface Figures {
  readonly accounts: readonly AccountId[]
  readonly feed: FigureFeed
}

/** Everything about accounts that one client has subscribed to; it ends with the client's connection. */
export class ClientAccounts {
  /** TWS gives updates of one account at a time. */
  updates: AccountDesk | null = null
  readonly summaries = new Map<number, Figures>()
  readonly multi = new Map<number, Figures>()
  readonly profits = new Map<number, { readonly account: AccountId; readonly feed: ProfitFeed }>()
  readonly positionsMulti = new Map<number, PositionsMultiRequest & { readonly accounts: readonly AccountId[] }>()
  positions = false
  private readonly context: GatewayContext
  private readonly session: ClientSession

  constructor(context: GatewayContext, session: ClientSession) {
    this.context = context
    this.session = session
  }

  openUpdates(account: AccountId): void {
    this.updates = new AccountDesk(this.context, this.session, account)
    this.updates.download()
  }

  openSummary({ id, tags }: AccountSummaryRequest, accounts: readonly AccountId[]): void {
    const { session, context } = this
    const feed = new FigureFeed({
      figures: () => accounts.flatMap((account) => summaryFigures(context.exchange, account, tags)),
      send: (figure) => session.send(accountSummary(session.serverVersion, { id, ...figure })),
    })
    this.summaries.set(id, { accounts, feed })
    feed.push(context.exchange.now)
    session.send(accountSummaryEnd(session.serverVersion, { id }))
  }

  openMulti({ id, model, ledgerAndNlv }: AccountUpdatesMultiRequest, accounts: readonly AccountId[]): void {
    const { session, context } = this
    const figuresOf = ledgerAndNlv ? ledgerFigures : updateFigures
    const feed = new FigureFeed({
      figures: () => accounts.flatMap((account) => figuresOf(context.exchange, account)),
      send: (figure) => session.send(accountUpdateMulti(session.serverVersion, { id, model, ...figure })),
    })
    this.multi.set(id, { accounts, feed })
    feed.push(context.exchange.now)
    session.send(accountUpdateMultiEnd(session.serverVersion, { id }))
  }

  openPositions(): void {
    const { session, context } = this
    this.positions = true
    for (const report of context.accounts.flatMap((account) => context.exchange.positions(account))) {
      session.send(position(session.serverVersion, this.positionOf(report)))
    }
    session.send(positionEnd(session.serverVersion))
  }

  openPositionsMulti(request: PositionsMultiRequest, accounts: readonly AccountId[]): void {
    const { session, context } = this
    const { id, model } = request
    this.positionsMulti.set(id, { ...request, accounts })
    for (const report of accounts.flatMap((account) => context.exchange.positions(account))) {
      session.send(positionMulti(session.serverVersion, { id, model, ...this.positionOf(report) }))
    }
    session.send(positionMultiEnd(session.serverVersion, { id }))
  }

  /** A position has become another one. */
  pushPosition(report: PositionReport): void {
    const { session } = this
    const data = this.positionOf(report)
    if (this.positions) session.send(position(session.serverVersion, data))
    for (const { id, model, accounts } of this.positionsMulti.values()) {
      if (accounts.includes(report.account)) session.send(positionMulti(session.serverVersion, { id, model, ...data }))
    }
  }

  /** A trade has changed an account. A summary waits for its three minutes all the same. */
  pushTrade(account: AccountId, now: UtcMs): void {
    if (this.updates?.account === account) this.updates.push(now)
    for (const { accounts, feed } of this.multi.values()) if (accounts.includes(account)) feed.push(now)
    for (const { account: of, feed } of this.profits.values()) if (of === account) feed.push(now, true)
  }

  /** Market time has gone on. */
  pushTime(now: UtcMs): void {
    if (this.updates?.isDue(now)) this.updates.push(now)
    for (const { feed } of [...this.summaries.values(), ...this.multi.values()]) if (feed.isDue(now)) feed.push(now)
    for (const { feed } of this.profits.values()) feed.push(now, false)
  }

  private positionOf({ account, symbol, shares, averageCost }: PositionReport): Parameters<typeof position>[1] {
    return { account, listing: this.context.contracts.of(symbol), quantity: shares, averageCost }
  }
}
