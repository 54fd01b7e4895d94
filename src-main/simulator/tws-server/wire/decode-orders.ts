import { decodePlaceOrder } from './decode-order.ts'
import { type Decode, versioned } from './decoder.ts'
import type { FieldReader } from './fields.ts'
import type { CancelOrderRequest, ClientRequest, ExecutionsRequest } from './requests.ts'
import { has } from './versions.ts'

/** Requests about orders and executions, by message number. */
export const ORDER_DECODERS: ReadonlyMap<number, Decode> = new Map<number, Decode>([
  [3, decodePlaceOrder],
  [4, cancelOrder],
  [5, versioned(() => ({ kind: 'open-orders' }))],
  [7, versioned(executions)],
  [15, versioned((fields) => ({ kind: 'auto-open-orders', bind: fields.flag('autoBind') }))],
  [16, versioned(() => ({ kind: 'all-open-orders' }))],
  [58, globalCancel],
  [99, (fields) => ({ kind: 'completed-orders', apiOnly: fields.flag('apiOnly') })],
])

function cancelOrder(fields: FieldReader, serverVersion: number): CancelOrderRequest {
  if (!has(serverVersion, 'cmeTagging')) fields.integerOrZero('version')
  const id = fields.id('orderId')
  const manualCancelTime = fields.text('manualOrderCancelTime')
  if (has(serverVersion, 'requestForQuote')) fields.skip('extOperator', 'externalUserId', 'requestForQuote')
  if (has(serverVersion, 'cmeTagging')) skipTagging(fields)
  return { kind: 'cancel-order', id, manualCancelTime }
}

function globalCancel(fields: FieldReader, serverVersion: number): ClientRequest {
  if (has(serverVersion, 'cmeTagging')) skipTagging(fields)
  else fields.integerOrZero('version')
  return { kind: 'global-cancel' }
}

function skipTagging(fields: FieldReader): void {
  fields.skip('extOperator')
  fields.optionalInteger('manualOrderIndicator')
}

function executions(fields: FieldReader): ExecutionsRequest {
  const id = fields.id()
  const filter = {
    client: fields.integerOrZero('clientId'),
    account: fields.text('acctCode'),
    time: fields.text('time'),
    symbol: fields.text('symbol'),
    secType: fields.text('secType'),
    exchange: fields.text('exchange'),
    side: fields.text('side'),
  }
  return { kind: 'executions', id, filter }
}
