import { type Command, InvalidArgumentError, Option } from 'commander'
import {
  type SessionDate,
  type SessionDay,
  sessionDate,
  type UtcMs,
  utcMs,
} from '../../../../src-shared/domain/time.ts'
import { FIRST_DATE, previousSession, sessionOn, sessionsBetween } from '../../../market/calendar.ts'
import { exchangeDate } from '../../../market/exchange-time.ts'
import { BAR_SIZES, type BarSize } from '../../../market/live-market.ts'
import { CommandFailure } from '../exit-codes.ts'
import { exchangeDay, wholeNumber } from '../option-values.ts'

/** Which bars, as commander answers. */
export interface HistoryFlags extends Readonly<Record<string, unknown>> {
  readonly barSize: BarSize
  readonly days?: number
  readonly from?: string
  readonly to?: string
}

const MOST_DAYS = 2_600
const DEFAULT_SIZE: BarSize = '5m'

/** Bars of some sessions back from now, or of the days from one date to another. */
export function addHistoryFlags(command: Command): Command {
  return addBarSize(command)
    .addOption(
      new Option('--days <number>', 'this many sessions back from now; by default 1')
        .argParser(wholeNumber('--days', 1, MOST_DAYS))
        .conflicts(['from', 'to']),
    )
    .option('--from <date>', 'from this day on, New York time', calendarDay('--from'))
    .option('--to <date>', 'up to this day; by default today', calendarDay('--to'))
}

/** Bars from a date on: what is exported has to mean the same days when the command is given again later. */
export function addExportFlags(command: Command): Command {
  return addBarSize(command)
    .requiredOption('--from <date>', 'from this day on, New York time', calendarDay('--from'))
    .option('--to <date>', 'up to this day; by default today', calendarDay('--to'))
}

const addBarSize = (command: Command): Command =>
  command.addOption(
    new Option('--bar-size <size>', 'the length of a bar').choices(Object.keys(BAR_SIZES)).default(DEFAULT_SIZE),
  )

/** A date that the calendar knows. */
const calendarDay =
  (flag: string) =>
  (text: string): string => {
    const day = exchangeDay(flag)(text)
    if (day < FIRST_DATE) throw new InvalidArgumentError(`${flag} takes dates from ${FIRST_DATE} on, not ${day}.`)
    return day
  }

/** @throws CommandFailure for dates in the wrong order: to be asked before anything is connected. */
export function checkHistoryFlags({ from, to }: HistoryFlags): void {
  if (from !== undefined && to !== undefined && to < from)
    throw new CommandFailure(`--to ${to} lies before --from ${from}.`)
  if (from === undefined && to !== undefined) throw new CommandFailure('--to needs --from.')
}

/**
 * The sessions that the flags mean, ascending, none that has not begun.
 * @param now the broker's time
 * @throws CommandFailure when there is none
 */
export function sessionsOf({ days, from, to }: HistoryFlags, now: UtcMs): SessionDay[] {
  const today = exchangeDate(now)
  const found = from === undefined ? lastSessions(days ?? 1, now) : begun(sessionDate(from), earlier(to, today), now)
  if (found.length === 0)
    throw new CommandFailure(`There has been no session from ${from} to ${to ?? 'today'}; it is ${today} in New York.`)
  return found
}

const earlier = (to: string | undefined, today: SessionDate): SessionDate =>
  to === undefined || to > today ? today : sessionDate(to)

const begun = (from: SessionDate, to: SessionDate, now: UtcMs): SessionDay[] =>
  sessionsBetween(from, to).filter(({ open }) => open < now)

function lastSessions(count: number, now: UtcMs): SessionDay[] {
  const today = sessionOn(exchangeDate(now))
  const found: SessionDay[] = today !== null && today.open < now ? [today] : []
  for (let date = exchangeDate(now); found.length < count && date > FIRST_DATE; ) {
    const session = previousSession(date)
    found.unshift(session)
    date = session.date
  }
  return found
}

/** The first and the end of sessions, half-open. */
export const spanOf = (sessions: readonly SessionDay[]): { readonly from: UtcMs; readonly until: UtcMs } => ({
  from: sessions[0]?.open ?? utcMs(0),
  until: sessions.at(-1)?.close ?? utcMs(0),
})
