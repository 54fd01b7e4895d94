import type { Exchange } from './exchange.ts'
import type { ExchangeRequest } from './exchange-request.ts'

/**
 * Makes a request again. After the same events, and the same requests in the same order between them, an exchange of
 * the same seed answers with the same executions and ids.
 */
export function repeatRequest(exchange: Exchange, request: ExchangeRequest): void {
  switch (request.kind) {
    case 'place':
      exchange.place(request.ticket)
      return
    case 'change':
      exchange.change(request.client, request.orderId, request.change)
      return
    case 'transmit':
      exchange.transmit(request.client, request.orderId)
      return
    case 'cancel':
      exchange.cancel(request.client, request.orderId)
      return
    case 'forget-untransmitted':
      exchange.forgetUntransmitted(request.client)
  }
}
