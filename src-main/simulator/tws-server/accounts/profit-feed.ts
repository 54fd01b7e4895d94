import type { AccountId, Ticker } from '../../../../src-shared/domain/ids.ts'
import type { UtcMs } from '../../../../src-shared/domain/time.ts'
import type { ClientSession, GatewayContext, WireField } from '../service.ts'
import { pnl, pnlSingle } from '../wire/account-messages.ts'

/** TWS sends profits about once a second (TWS API, Profit And Loss). */
const EVERY_MS = 1_000

/** Profits that a client has subscribed to, sent when they have changed, at most once a second of market time. */
export class ProfitFeed {
  private readonly session: ClientSession
  private readonly message: () => readonly WireField[]
  private sent = ''
  private lastTime = Number.NEGATIVE_INFINITY

  constructor(session: ClientSession, message: () => readonly WireField[]) {
    this.session = session
    this.message = message
  }

  /** @param always also within a second of the last time: something was traded. */
  push(now: UtcMs, always: boolean): void {
    if (!always && now - this.lastTime < EVERY_MS) return
    const fields = this.message()
    const news = JSON.stringify(fields)
    if (news === this.sent) return
    this.lastTime = now
    this.sent = news
    this.session.send(fields)
  }
}

export function accountProfits(
  { exchange }: GatewayContext,
  session: ClientSession,
  id: number,
  account: AccountId,
): ProfitFeed {
  return new ProfitFeed(session, () => {
    const { change, unrealised, realised } = exchange.accountDay(account)
    return pnl(session.serverVersion, { id, daily: change, unrealized: unrealised, realized: realised })
  })
}

export function positionProfits(
  { exchange }: GatewayContext,
  session: ClientSession,
  id: number,
  { account, symbol }: { readonly account: AccountId; readonly symbol: Ticker },
): ProfitFeed {
  return new ProfitFeed(session, () => {
    const holding = exchange.holdings(account).find((other) => other.symbol === symbol)
    return pnlSingle(session.serverVersion, {
      id,
      quantity: holding?.shares ?? 0,
      daily: holding?.change ?? 0,
      unrealized: holding?.unrealised ?? 0,
      realized: holding?.realised ?? 0,
      value: holding?.value ?? 0,
    })
  })
}
