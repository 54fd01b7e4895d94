import type { CodeEntry } from './reactions.ts'

/** What TWS says of data: requests, subscriptions, farms. None of it changes an order. */
export const DATA_CODES = {
  100: {
    severity: 'warning',
    reaction: 'slow-down',
    says: 'TWS got too many messages a second and ends the connection at the third time. Nothing but cancels leaves for a second; nothing is to be done.',
  },
  101: {
    severity: 'warning',
    reaction: 'no-data',
    says: 'All market-data lines of the account are in use, so this symbol has no prices and is not traded. Take symbols off the list, or close windows with prices in TWS.',
  },
  162: {
    severity: 'warning',
    reaction: 'read-the-words',
    says: 'IBKR did not give past bars: {text}. Symbols without their bars are not traded; orders are not affected.',
  },
  165: { severity: 'info', reaction: 'note', says: 'IBKR on past bars: {text}. Orders are not affected.' },
  200: {
    severity: 'warning',
    reaction: 'bad-contract',
    says: 'IBKR knows no single contract of that description ({text}). The symbol is left out, and no order for it goes out. Check how IBKR writes the symbol.',
  },
  300: {
    severity: 'info',
    reaction: 'note',
    says: 'TWS no longer knew a subscription that we ended ({text}); nothing changes for orders.',
  },
  322: {
    severity: 'warning',
    reaction: 'note',
    says: 'TWS could not work on a request ({text}). Orders are not affected; report it if it comes again.',
  },
  354: {
    severity: 'warning',
    reaction: 'no-data',
    says: 'The account has no live prices for this symbol, so it is not traded on. Delayed prices are asked for, and labelled; subscribe to the market data at IBKR.',
  },
  366: {
    severity: 'info',
    reaction: 'note',
    says: 'TWS no longer knew a request for past bars ({text}); nothing changes for orders.',
  },
  420: {
    severity: 'warning',
    reaction: 'read-the-words',
    says: 'IBKR refused a stream of bars: {text}. The symbol is not traded until its bars come.',
  },
  2103: {
    severity: 'warning',
    reaction: 'farm-down',
    says: 'A market-data farm of IBKR is down ({text}). Prices may stand still: entries wait, exits and cancels go out. IBKR brings it back by itself.',
  },
  2104: { severity: 'info', reaction: 'farm-up', says: 'A market-data farm is connected ({text}).' },
  2105: {
    severity: 'warning',
    reaction: 'farm-down',
    says: 'A farm for past bars is down ({text}). Bars may be missing: entries wait, exits and cancels go out. IBKR brings it back by itself.',
  },
  2106: { severity: 'info', reaction: 'farm-up', says: 'A farm for past bars is connected ({text}).' },
  2107: {
    severity: 'info',
    reaction: 'farm-idle',
    says: 'A farm for past bars rests until it is asked ({text}); nothing is to be done.',
  },
  2108: {
    severity: 'info',
    reaction: 'farm-idle',
    says: 'A market-data farm rests until it is asked ({text}); nothing is to be done.',
  },
  2119: { severity: 'info', reaction: 'note', says: 'A market-data farm is being connected ({text}).' },
  2157: {
    severity: 'warning',
    reaction: 'note',
    says: 'The farm for contract descriptions is down ({text}). New symbols cannot be looked up; orders are not affected.',
  },
  2158: { severity: 'info', reaction: 'farm-up', says: 'The farm for contract descriptions is connected ({text}).' },
  10089: {
    severity: 'warning',
    reaction: 'no-data',
    says: 'Live prices of this symbol need a further subscription at IBKR, so it is not traded on. Delayed prices are asked for, and labelled.',
  },
  10090: {
    severity: 'warning',
    reaction: 'delayed-data',
    says: 'A part of the prices is not subscribed at IBKR and comes delayed; it is labelled, and not traded on.',
  },
  10167: {
    severity: 'warning',
    reaction: 'delayed-data',
    says: 'Prices of this symbol come delayed, because live ones are not subscribed at IBKR; they are labelled, and not traded on.',
  },
  10168: {
    severity: 'warning',
    reaction: 'no-data',
    says: 'The account has neither live nor delayed prices for this symbol, so it is not traded. Subscribe to the market data at IBKR.',
  },
  10182: {
    severity: 'warning',
    reaction: 'ask-again',
    says: 'TWS stopped keeping bars up to date ({text}). They are asked for again; entries of the symbol wait for them.',
  },
  10186: {
    severity: 'warning',
    reaction: 'no-data',
    says: 'Live prices of this symbol are not subscribed at IBKR, so it is not traded on. Delayed prices are asked for, and labelled.',
  },
  10197: {
    severity: 'error',
    reaction: 'data-taken',
    says: 'Another session of the same IBKR user took the live prices. Prices stand still and entries wait; exits and cancels go out. Log out there, e.g. on the phone or in the browser.',
  },
} as const satisfies Readonly<Record<number, CodeEntry>>
