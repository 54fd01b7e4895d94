import type { Card } from '../../../../src-shared/contract/views/orders.ts'
import { SIMULATED_BOOK } from '../../../../src-shared/domain/book.ts'
import { orderRef, ticker } from '../../../../src-shared/domain/ids.ts'

/** A long bracket of 84 AMD at 118.24, staged by hand. */
export const cardOf = (changes: Partial<Card> = {}): Card => ({
  ref: orderRef('entry-1'),
  revision: 1,
  origin: 'hand',
  book: SIMULATED_BOOK,
  symbol: ticker('AMD'),
  side: 'long',
  barStart: null,
  quantity: 84,
  limit: 118.24,
  stop: 117.44,
  target: 119.52,
  stopDistance: 0.8,
  targetDistance: 1.28,
  tick: 0.01,
  decimals: 2,
  value: 9_932.16,
  risk: 67.2,
  reward: 107.52,
  rMultiple: 1.6,
  marginEstimate: 2_483.04,
  drift: { from: 118.2, to: 118.31, atrs: 0.22, allowed: 0.5 },
  left: 54_000,
  lifetime: 180_000,
  inTheWay: null,
  votes: null,
  ...changes,
})
