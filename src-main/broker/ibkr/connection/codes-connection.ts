import type { CodeEntry } from './reactions.ts'

/** What TWS, or the client library, says of the connection itself. */
export const CONNECTION_CODES = {
  326: {
    severity: 'warning',
    reaction: 'wait-for-client-id',
    says: 'Another program, or our own connection of a minute ago, still uses our client id in TWS. No order can go out. It is tried again in a minute; close the other program or choose another client id.',
  },
  501: {
    severity: 'info',
    reaction: 'note',
    says: 'There already is a connection to TWS; nothing changes for orders.',
  },
  502: {
    severity: 'error',
    reaction: 'reconnect',
    says: 'TWS cannot be reached ({text}). No order can go out; what stands at IBKR stays there. Check that TWS or IB Gateway runs, that its API is enabled, and the port.',
  },
  503: {
    severity: 'error',
    reaction: 'wait-for-update',
    says: 'This TWS is too old ({text}). What the cockpit wanted to send did not go out, orders included. Update TWS or IB Gateway.',
  },
  504: {
    severity: 'error',
    reaction: 'reconnect',
    says: 'There is no connection to TWS. The message did not go out, and no order is kept for later; it is connected anew.',
  },
  505: {
    severity: 'warning',
    reaction: 'catch-up',
    says: 'A message of TWS could not be read, so something may have been missed. Orders and positions are asked for again. If it comes often, report it with this text: {text}',
  },
  506: {
    severity: 'error',
    reaction: 'wait-for-update',
    says: 'This TWS speaks another version of its protocol ({text}). No order can go out. Use a stable version of TWS or IB Gateway.',
  },
  507: {
    severity: 'error',
    reaction: 'reconnect',
    says: 'TWS sent something that is not its protocol ({text}). The connection is made anew; no order goes out until then. Check that nothing else listens on this port.',
  },
  1100: {
    severity: 'error',
    reaction: 'freeze',
    says: 'TWS has lost its connection to IBKR. Entries are blocked and prices are stale; stops that stand at IBKR go on working. It usually comes back by itself, every night within minutes.',
  },
  1101: {
    severity: 'warning',
    reaction: 'resubscribe',
    says: 'TWS is back at IBKR, but lost its subscriptions. Prices are subscribed again and orders are compared; entries wait until that is done.',
  },
  1102: {
    severity: 'info',
    reaction: 'reconcile',
    says: 'TWS is back at IBKR with all subscriptions. Orders and positions are compared; entries wait until that is done.',
  },
  1300: {
    severity: 'warning',
    reaction: 'change-port',
    says: 'TWS changed the port of its API ({text}). The connection is made anew there; no order goes out until then. Correct the port in the settings.',
  },
  2110: {
    severity: 'error',
    reaction: 'freeze',
    says: 'TWS has lost its connection to IBKR and tries to restore it. Entries are blocked and prices are stale; stops that stand at IBKR go on working. Check the network if it lasts.',
  },
  2100: {
    severity: 'warning',
    reaction: 'note',
    says: 'Another program took over the account updates ({text}). Orders are not affected; account figures may be old until they are asked for again.',
  },
} as const satisfies Readonly<Record<number, CodeEntry>>
