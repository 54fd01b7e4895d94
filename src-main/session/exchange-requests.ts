import type { UtcMs } from '../../src-shared/domain/time.ts'
import type { AuditEvent } from '../audit/event-types.ts'
import { type ExchangeRequest, exchangeRequestSchema } from '../simulator/exchange/exchange-request.ts'

/** An exchange of our own: that of the simulated book, or the one behind a gateway that we started. */
export type OwnExchange = 'dry-run' | 'gateway'

/** A request as the audit takes it. @param time market time at which it came */
export function storedRequest(
  exchange: OwnExchange,
  request: ExchangeRequest,
  time: UtcMs,
): AuditEvent<'exchange-request'> {
  const payload = exchange === 'dry-run' ? request : { ...request, exchange }
  return { type: 'exchange-request', payload, exTs: time }
}

/** Reads a request back; null when it is not as written. */
export function readExchangeRequest(
  payload: Readonly<Record<string, unknown>>,
): { readonly exchange: OwnExchange; readonly request: ExchangeRequest } | null {
  const { exchange = 'dry-run', ...rest } = payload
  const parsed = exchangeRequestSchema.safeParse(rest)
  if (!parsed.success || (exchange !== 'dry-run' && exchange !== 'gateway')) return null
  return { exchange, request: parsed.data }
}
