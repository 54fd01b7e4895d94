/** What an event holds before it has its number. Times are UTC ms. */
export interface UnnumberedRow {
  readonly ts: number
  readonly exTs: number | null
  readonly session: string
  readonly type: string
  readonly symbol: string | null
  readonly v: number
  /** The payload's text exactly as stored; it is hashed as text and never parsed for it. */
  readonly payload: string
}

/** One row of `events` as it is hashed. */
export interface ChainedRow extends UnnumberedRow {
  readonly seq: number
}

/**
 * The RFC 8785 (JCS) text of `[seq, ts, exTs, session, type, symbol, v, payloadText]`.
 *
 * Of an array of safe integers, nulls and well-formed strings RFC 8785 asks exactly what ECMAScript's JSON.stringify
 * writes (sections 3.2.2.2 and 3.2.2.3); what goes beyond that is refused beforehand by `notCanonical`.
 */
export function canonicalText(seq: number, row: UnnumberedRow): string {
  return JSON.stringify([seq, row.ts, row.exTs, row.session, row.type, row.symbol, row.v, row.payload])
}

/** Why a row has no canonical form; null when it has one. */
export function notCanonical({ ts, exTs, session, type, symbol, v, payload }: UnnumberedRow): string | null {
  if (!Number.isSafeInteger(ts)) return `its time ${ts} is not a whole number of milliseconds`
  if (exTs !== null && !Number.isSafeInteger(exTs))
    return `its market time ${exTs} is not a whole number of milliseconds`
  if (!Number.isSafeInteger(v)) return `its version ${v} is not a whole number`
  if (isText(session) && isText(type) && (symbol === null || isText(symbol)) && isText(payload)) return null
  return 'it holds half of a surrogate pair, which UTF-8 cannot express'
}

const isText = (text: string): boolean => text.isWellFormed()
