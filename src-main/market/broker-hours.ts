import type { SessionDay, UtcMs } from '../../src-shared/domain/time.ts'
import { exchangeLabel } from './exchange-time.ts'
import type { ListedContract } from './live-market.ts'

const clock = (time: UtcMs): string => exchangeLabel(time).slice(11, 16)
const span = ({ open, close }: { readonly open: UtcMs; readonly close: UtcMs }): string =>
  `${clock(open)} to ${clock(close)}`

/**
 * Whether the broker's regular hours of a symbol are those of our calendar: entries, cut-offs and the flat close hang on
 * them.
 * @param day the session by our calendar. @param listed the contract of a symbol that trades by it, such as SPY
 * @returns what differs, in a sentence for the trader; null when they agree. Hours that the broker has not told, or
 *   that cannot be read, agree with nothing.
 */
export function calendarDisagreement(
  day: Pick<SessionDay, 'date' | 'open' | 'close'>,
  { symbol, hours }: Pick<ListedContract, 'symbol' | 'hours'>,
): string | null {
  const told = hours?.find(({ date }) => date === day.date)
  if (told === undefined) {
    return `The broker has not told its hours of ${symbol} on ${day.date}, so our calendar cannot be compared with them.`
  }
  const ours = `by our calendar the session is ${span(day)} New York time`
  if (told.session === null) return `The broker says that ${symbol} does not trade on ${day.date}; ${ours}.`
  if (told.session.open === day.open && told.session.close === day.close) return null
  return `The broker says that ${symbol} trades from ${span(told.session)} on ${day.date}; ${ours}.`
}
