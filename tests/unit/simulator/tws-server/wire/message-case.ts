import type { WireField } from '../../../../../src-main/simulator/tws-server/service.ts'
import { utcMs } from '../../../../../src-shared/domain/time.ts'
import type { ClientEvent } from './client-pair.ts'

/** A message, and what the client library is to make of it. */
export interface MessageCase {
  readonly build: (serverVersion: number) => readonly WireField[]
  readonly events: readonly ClientEvent[]
}

export const APPLE = { conId: 265_598, symbol: 'AAPL', localSymbol: 'AAPL', tradingClass: 'NMS' }
/** 09:30:05 in New York. */
export const TIME = utcMs(Date.UTC(2024, 0, 2, 14, 30, 5))
export const SECONDS = TIME / 1_000
