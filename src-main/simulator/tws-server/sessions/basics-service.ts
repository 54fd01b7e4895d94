import type { GatewayContext, GatewayService } from '../service.ts'
import { currentTime, managedAccounts, nextValidId } from '../wire/session-messages.ts'

/** What a session asks about itself: accounts, ids, the time. */
export function createBasicsService(context: GatewayContext): GatewayService {
  return {
    handlers: {
      'managed-accounts': (session) =>
        session.send(managedAccounts(session.serverVersion, { accounts: context.accounts })),
      ids: (session) =>
        session.send(nextValidId(session.serverVersion, { orderId: context.exchange.nextOrderId(session.client) })),
      'current-time': (session) => session.send(currentTime(session.serverVersion, { time: context.brokerNow() })),
      // There is no log of the gateway's to make longer.
      'set-server-log-level': () => {},
      // Nothing is ever announced.
      'news-bulletins': () => {},
      'cancel-news-bulletins': () => {},
    },
  }
}
