import type { OrderView, PositionView } from '../../../../src-shared/contract/views/orders.ts'
import { SIMULATED_BOOK } from '../../../../src-shared/domain/book.ts'
import { orderRef, ticker } from '../../../../src-shared/domain/ids.ts'
import { price } from '../../../../src-shared/domain/price.ts'

/** An entry of 20 NVDA that works. */
export const orderOf = (ref: string, changes: Partial<OrderView> = {}): OrderView => ({
  ref: orderRef(ref),
  book: SIMULATED_BOOK,
  symbol: ticker('NVDA'),
  role: 'entry',
  action: 'BUY',
  quantity: 20,
  filled: 0,
  average: null,
  pricing: { type: 'LMT', limit: price(485.3) },
  timeInForce: 'DAY',
  state: 'acknowledged',
  over: false,
  parent: null,
  cancelWanted: null,
  held: null,
  decimals: 2,
  ...changes,
})

/** 20 NVDA, long, with stop and target. */
export const positionOf = (changes: Partial<PositionView> = {}): PositionView => ({
  key: 'simulated/NVDA',
  book: SIMULATED_BOOK,
  symbol: ticker('NVDA'),
  side: 'long',
  shares: 20,
  average: 485.26,
  price: 487.32,
  unrealised: 41.2,
  realised: 0,
  stop: 482.06,
  target: 490.38,
  protection: 'confirmed',
  atStop: -64,
  atTarget: 102.4,
  closing: null,
  held: null,
  accountShares: null,
  decimals: 2,
  ...changes,
})
