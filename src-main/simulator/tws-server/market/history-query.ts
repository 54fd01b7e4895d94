import type { Result } from '../../../../src-shared/domain/result.ts'
import { MINUTE_MS, SECOND_MS, type SessionDay, type UtcMs, utcMs } from '../../../../src-shared/domain/time.ts'
import { readRequestTime } from '../wire/stamps.ts'

const DAY_MS = 24 * 60 * MINUTE_MS

/** The bar sizes that are served, by TWS's names, ms. */
const BAR_LENGTHS: ReadonlyMap<string, number> = new Map([
  ['5 secs', 5 * SECOND_MS],
  ['10 secs', 10 * SECOND_MS],
  ['15 secs', 15 * SECOND_MS],
  ['30 secs', 30 * SECOND_MS],
  ['1 min', MINUTE_MS],
  ['2 mins', 2 * MINUTE_MS],
  ['3 mins', 3 * MINUTE_MS],
  ['5 mins', 5 * MINUTE_MS],
  ['10 mins', 10 * MINUTE_MS],
  ['15 mins', 15 * MINUTE_MS],
  ['20 mins', 20 * MINUTE_MS],
  ['30 mins', 30 * MINUTE_MS],
  ['1 hour', 60 * MINUTE_MS],
  ['1 day', DAY_MS],
])

/** Bars of up to this length fall under the pacing of small bars, ms. */
export const SMALL_BAR_MS = 30 * SECOND_MS

export const PRICE_KINDS = ['TRADES', 'MIDPOINT', 'BID', 'ASK'] as const
export type PriceKind = (typeof PRICE_KINDS)[number]

/** What a request for history says, still as its fields. */
interface HistoryFields {
  /** Empty for now. */
  readonly end: string
  readonly barSize: string
  readonly duration: string
  readonly whatToShow: string
}

export interface HistoryQuery {
  /** Of a bar, ms. */
  readonly length: number
  /** The first moment of the first bar, and the end. */
  readonly from: UtcMs
  readonly until: UtcMs
  readonly price: PriceKind
}

/**
 * Reads a request for history.
 * @param sessions of which there is history, ascending: seconds and days of a duration are counted within them
 * @returns the words of TWS for what is wrong with it
 */
export function readHistoryQuery(
  fields: HistoryFields,
  sessions: readonly SessionDay[],
  now: UtcMs,
): Result<HistoryQuery, string> {
  const length = BAR_LENGTHS.get(fields.barSize)
  if (length === undefined) return wrong(barSizeWords())
  const price = PRICE_KINDS.find((kind) => kind === fields.whatToShow.toUpperCase())
  if (price === undefined) return wrong(`Historical data query: ${fields.whatToShow} is not one of ${PRICE_KINDS}`)
  const until = fields.end === '' ? now : readRequestTime(fields.end)
  if (until === null) return wrong('End Date/Time: The date, time, or time-zone entered is invalid.')
  // What is under way is part of the answer: the step that ends with this millisecond, too.
  const end = utcMs(until >= now ? now + 1 : until)
  const from = startOf(fields.duration, end, sessions)
  if (from === null) return wrong(`Invalid duration: ${fields.duration}`)
  return { ok: true, value: { length, from, until: end, price } }
}

const barSizeWords = (): string =>
  `Historical data bar size setting is invalid. Legal ones are: ${[...BAR_LENGTHS.keys()].join(', ')}`

const wrong = (text: string): { readonly ok: false; readonly error: string } => ({ ok: false, error: text })

const DURATION = /^(\d{1,6}) ?([SDWMY])$/

function startOf(duration: string, end: UtcMs, sessions: readonly SessionDay[]): UtcMs | null {
  const parts = DURATION.exec(duration)
  const amount = Number(parts?.[1])
  if (!(amount > 0)) return null
  const before = sessions.filter(({ open }) => open < end)
  switch (parts?.[2]) {
    case 'S':
      return secondsBack(amount * SECOND_MS, Math.floor(end / SECOND_MS) * SECOND_MS, before)
    case 'D':
      return before.at(-amount)?.open ?? before[0]?.open ?? end
    case 'W':
      return utcMs(Math.max(0, end - amount * 7 * DAY_MS))
    case 'M':
      return monthsBack(end, amount)
    default:
      return monthsBack(end, amount * 12)
  }
}

/** So much trading time back: the hours in between, when the market is closed, do not count. */
function secondsBack(ms: number, end: number, sessions: readonly SessionDay[]): UtcMs {
  let left = ms
  for (const { open, close } of sessions.toReversed()) {
    const last = Math.min(close, end)
    if (last - open >= left) return utcMs(last - left)
    left -= last - open
  }
  return sessions[0]?.open ?? utcMs(end)
}

function monthsBack(end: UtcMs, months: number): UtcMs {
  const date = new Date(end)
  date.setUTCMonth(date.getUTCMonth() - months)
  // So far back that it is no date any more: the beginning.
  return utcMs(Math.max(0, date.getTime() || 0))
}
