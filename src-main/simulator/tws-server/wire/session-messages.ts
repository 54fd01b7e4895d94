import type { UtcMs } from '../../../../src-shared/domain/time.ts'
import type { WireField } from '../service.ts'
import { connectionStamp } from './stamps.ts'

type Fields = readonly WireField[]

/** The answer to the greeting: no message number, the version that both sides speak from now on, and the time. */
export function handshakeAnswer(serverVersion: number, { time }: { readonly time: UtcMs }): Fields {
  return [serverVersion, connectionStamp(time)]
}

export function managedAccounts(
  _serverVersion: number,
  { accounts }: { readonly accounts: readonly string[] },
): Fields {
  return [15, 1, accounts.join(',')]
}

export function nextValidId(_serverVersion: number, { orderId }: { readonly orderId: number }): Fields {
  return [9, 1, orderId]
}

export interface ErrorData {
  /** Request or order id; −1: about none of them. */
  readonly id: number
  readonly code: number
  readonly text: string
  /** JSON; empty for none. */
  readonly advancedReject?: string
}

export function errorMessage(_serverVersion: number, { id, code, text, advancedReject = '' }: ErrorData): Fields {
  return [4, 2, id, code, ascii(text), ascii(advancedReject)]
}

/** @param time the gateway's clock, sent in whole seconds */
export function currentTime(_serverVersion: number, { time }: { readonly time: UtcMs }): Fields {
  return [49, 1, Math.floor(time / 1_000)]
}

/** Texts of TWS are seven-bit since 153: everything else as `\uXXXX`. */
export function ascii(text: string): string {
  return text.replace(/[^\n\r\t -~]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
