import type { MarketMessage } from '../../../market/live-market.ts'

/** What the adapter does about a message of TWS. */
export const REACTIONS = {
  freeze: 'degraded: entries are blocked and data counts as stale; the socket is kept',
  resubscribe: 'everything is subscribed and asked for again',
  reconcile: 'subscriptions live; orders, executions and positions are asked for again',
  'catch-up': 'the same, at most once a minute',
  'change-port': 'the connection is made anew on the port that TWS names',
  'wait-for-client-id': 'the same client id is tried again after a minute',
  reconnect: 'the connection is thrown away and made anew',
  'wait-for-update': 'it is tried again once a minute: TWS has to be updated',
  'farm-down': 'data is missing: entries are blocked until the farm is back',
  'farm-up': 'the farm is back',
  'farm-idle': 'nothing: the farm wakes up when it is asked',
  'slow-down': 'nothing but cancels leaves for a second',
  'resync-ids': 'the next order id is asked for',
  'already-filled': 'the executions say what was filled',
  'repeat-change': 'the change is sent again',
  refused: 'a new order is rejected; of a change or a cancel the original lives on',
  'order-cancelled': 'the order is at its end',
  'find-out': 'the order is looked up; it is never assumed to be cancelled',
  'order-lives': 'shown as a warning; the order stays as it is',
  'read-the-words': 'pacing, missing permission, no data or a cancelled query: the text tells them apart',
  'bad-contract': 'the symbol is dropped, with a sentence',
  'no-data': 'delayed data is asked for, and labelled',
  'delayed-data': 'what comes is labelled as delayed',
  'data-taken': 'the feed counts as stale until the other session ends',
  'ask-again': 'the subscription is made again',
  note: 'nothing: it is kept among the messages',
} as const
export type Reaction = keyof typeof REACTIONS

export interface CodeEntry {
  readonly severity: MarketMessage['severity']
  readonly reaction: Reaction
  /** The sentence that the trader reads: what happened, what it means for orders, what to do. `{text}`: IBKR's words. */
  readonly says: string
}
