import type { Result } from '../../../../src-shared/domain/result.ts'
import { ACCOUNT_DECODERS } from './decode-accounts.ts'
import { MARKET_DECODERS } from './decode-market.ts'
import { ORDER_DECODERS } from './decode-orders.ts'
import { SESSION_DECODERS } from './decode-session.ts'
import type { Decode } from './decoder.ts'
import { type FieldFailure, FieldReader } from './fields.ts'
import { NOT_SERVED } from './not-served.ts'
import type { ClientRequest, NotServedRequest } from './requests.ts'

/** Why a client's message is no request. */
export interface DecodeError {
  readonly code: 'unknown-message' | FieldFailure['code']
  readonly message: string
  /** The request or order that the message named before it went wrong; null when it did not. */
  readonly id: number | null
}

const DECODERS: ReadonlyMap<number, Decode> = new Map([
  ...SESSION_DECODERS,
  ...MARKET_DECODERS,
  ...ACCOUNT_DECODERS,
  ...ORDER_DECODERS,
])

/**
 * What a client's message asks. Every field has to be there and to be what it should, and none may be left over, but
 * in messages that the gateway does not serve.
 * @param serverVersion the version that was agreed on, 178 to 193
 * @param fields those of one frame, the message number first
 */
export function decodeRequest(serverVersion: number, fields: readonly string[]): Result<ClientRequest, DecodeError> {
  const first = fields[0] ?? ''
  const message = /^\d{1,3}$/.test(first) ? Number(first) : Number.NaN
  const reader = new FieldReader(fields, 1)
  const decode = DECODERS.get(message)
  const request = decode === undefined ? notServed(message, reader) : decode(reader, serverVersion)
  if (request === null) {
    return {
      ok: false,
      error: { code: 'unknown-message', message: `message ${first.slice(0, 20)} is unknown`, id: null },
    }
  }
  if (decode !== undefined) reader.end()
  const { failure, subject } = reader
  return failure === null ? { ok: true, value: request } : { ok: false, error: { ...failure, id: subject } }
}

function notServed(message: number, fields: FieldReader): NotServedRequest | null {
  const known = NOT_SERVED.get(message)
  if (known === undefined) return null
  if (known.idAt === 1) fields.skip('version')
  const id = known.idAt === null ? null : fields.id()
  return { kind: 'not-served', message, name: known.name, id }
}
