import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { UtcMs } from '../../../src-shared/domain/time.ts'
import type { AccountValues, CommissionReport, Execution, OrderReport, PositionReport } from '../../broker/reports.ts'

/**
 * What the exchange says, in the order in which TWS says it. A market fill as recorded: open order and status
 * PreSubmitted, execution, open order and status Filled, commission; here the position and the account follow.
 */
export type ExchangeMessage = { readonly time: UtcMs } & (
  | { readonly kind: 'open-order'; readonly order: OrderReport }
  | { readonly kind: 'order-status'; readonly order: OrderReport }
  | { readonly kind: 'execution'; readonly execution: Execution }
  | { readonly kind: 'commission'; readonly client: number; readonly commission: CommissionReport }
  | {
      /** A refusal, or what TWS sends in the form of one: codes 202 (cancelled) and 399 (waits for the open). */
      readonly kind: 'error'
      readonly client: number
      readonly orderId: number
      /** What was asked for; null when nobody asked. */
      readonly request: 'order' | 'change' | 'cancel' | null
      readonly code: number
      readonly message: string
    }
  | { readonly kind: 'position'; readonly position: PositionReport }
  | { readonly kind: 'account'; readonly values: AccountValues }
  | { readonly kind: 'halt'; readonly symbol: Ticker; readonly halted: boolean }
)
