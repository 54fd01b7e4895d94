import type { CodeEntry } from './reactions.ts'

/** What TWS says of orders, changes and cancels. */
export const ORDER_CODES = {
  103: {
    severity: 'error',
    reaction: 'resync-ids',
    says: 'TWS had an order of that number already and did not take ours. Nothing works at the broker from it; the numbers are asked for again. Send the order again.',
  },
  104: {
    severity: 'warning',
    reaction: 'already-filled',
    says: 'The order was filled before the change reached it. Nothing was changed; look at the fill and at its stop.',
  },
  110: {
    severity: 'error',
    reaction: 'refused',
    says: 'The price does not fit the steps in which this stock trades. A new order was not taken; of a change the original still works. Correct the price.',
  },
  135: {
    severity: 'warning',
    reaction: 'find-out',
    says: 'TWS does not find that order ({text}). It is looked up; until then it counts as unknown, not as cancelled.',
  },
  161: {
    severity: 'warning',
    reaction: 'find-out',
    says: 'The order could not be cancelled as it stood ({text}). It is looked up; it may have been filled.',
  },
  201: {
    severity: 'error',
    reaction: 'refused',
    says: 'IBKR rejected the order: {text}. A new order does not work; of a change the original still does.',
  },
  202: {
    severity: 'info',
    reaction: 'order-cancelled',
    says: 'The order was cancelled ({text}). What had been filled stays.',
  },
  321: {
    severity: 'error',
    reaction: 'refused',
    says: 'TWS did not accept the request: {text}. A new order was not taken; of a change the original still works. If it says read-only, take off Read-Only API in the API settings of TWS.',
  },
  399: { severity: 'warning', reaction: 'order-lives', says: 'IBKR remarks on the order: {text}. It stays as it is.' },
  404: {
    severity: 'warning',
    reaction: 'order-lives',
    says: 'The order is held while IBKR looks for shares to borrow. It lives; cancel it if you do not want to wait.',
  },
  2102: {
    severity: 'warning',
    reaction: 'repeat-change',
    says: 'TWS was still working on the order, so the change was not taken. The original still works; the change is sent again.',
  },
  2109: {
    severity: 'warning',
    reaction: 'order-lives',
    says: 'The order stays, but without its permission to trade outside regular hours, which does not apply to it.',
  },
  2137: {
    severity: 'warning',
    reaction: 'order-lives',
    says: 'The order stays: it would close or turn a position of the other direction ({text}). Check that it is meant.',
  },
  10147: {
    severity: 'warning',
    reaction: 'find-out',
    says: 'TWS does not find the order that was to be cancelled. It is looked up; until then it counts as unknown, not as cancelled.',
  },
  10148: {
    severity: 'warning',
    reaction: 'find-out',
    says: 'The order can no longer be cancelled ({text}). It is looked up; it may have been filled.',
  },
  10349: {
    severity: 'info',
    reaction: 'order-lives',
    says: 'IBKR set how long the order stands ({text}). It lives; nothing was cancelled.',
  },
} as const satisfies Readonly<Record<number, CodeEntry>>
