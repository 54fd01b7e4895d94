import { isLive, type OrderRecord, type Outstanding } from './order-record.ts'

/** Warnings and notices in the form of errors: the order lives, or its status tells of its end (202). */
const NOTICES: ReadonlySet<number> = new Set([202, 399, 404, 2109, 2137, 10349])
/** An order cannot be cancelled any more, or not found. */
const CANCEL_CODES: ReadonlySet<number> = new Set([161, 10147, 10148])
/** A change that came too late. */
const CHANGE_CODES: ReadonlySet<number> = new Set([104])
/** TWS still works on an earlier change. */
const BUSY_CODE = 2102
/** The order id has been used. */
const DUPLICATE_ID_CODE = 103
/** Codes that end an order which had been accepted. */
const REJECTIONS: ReadonlySet<number> = new Set([110, 200, 201, 203, 321])
/** IBKR's warnings and notices of the system. */
const isSystemCode = (code: number): boolean => (code >= 1100 && code <= 1300) || (code >= 2100 && code <= 2169)

/** What an error to an order id means. */
export type OrderError =
  /** Nothing for the order: a warning for the trader. */
  | { readonly kind: 'notice' }
  /** A change has to be asked for again. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'refusal'; readonly request: Outstanding['kind'] }

/**
 * Which request of ours TWS refuses. An order that works and of which nothing was asked is not rejected by a code
 * that nobody knows: its status will tell.
 */
export function meaningOf(code: number, record: OrderRecord): OrderError {
  const { outstanding } = record
  if (code === BUSY_CODE && outstanding.some(({ kind }) => kind === 'change')) return { kind: 'busy' }
  if (NOTICES.has(code) || isSystemCode(code)) return { kind: 'notice' }
  if (CANCEL_CODES.has(code)) return { kind: 'refusal', request: 'cancel' }
  if (CHANGE_CODES.has(code)) return { kind: 'refusal', request: 'change' }
  if (code === DUPLICATE_ID_CODE) return { kind: 'refusal', request: 'order' }
  const [oldest] = outstanding
  if (oldest !== undefined) return { kind: 'refusal', request: oldest.kind }
  return REJECTIONS.has(code) && isLive(record) ? { kind: 'refusal', request: 'order' } : { kind: 'notice' }
}
