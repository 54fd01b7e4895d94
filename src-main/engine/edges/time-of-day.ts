import type { TimeOfDayMeasures, TradeKind } from '../../../src-shared/domain/decision.ts'
import { MINUTE_MS, type SessionDay } from '../../../src-shared/domain/time.ts'
import type { EdgeVote, Side } from '../../../src-shared/domain/vote.ts'
import type { Profile } from '../profiles/profile.ts'
import { directed } from './directed.ts'

type DayWindowRow = Profile['timeOfDay']['windows'][number]

/** Places the moment of decision `time` (the bar's end, UTC ms) in the session. Windows are half-open. */
export function measureTimeOfDay(day: SessionDay, time: number, profile: Profile): TimeOfDayMeasures {
  const minute = day.openMinute + (time - day.open) / MINUTE_MS
  const minutesToClose = (day.close - time) / MINUTE_MS
  return { window: windowAt(minute, time < day.open, minutesToClose, profile), minute, minutesToClose }
}

/** Votes for the trade's side when the hour favours its kind; vetoes new entries outside the session and before its end. */
export function voteTimeOfDay(measures: TimeOfDayMeasures, side: Side, kind: TradeKind, profile: Profile): EdgeVote {
  const row = profile.timeOfDay.windows.find(({ window }) => window === measures.window)
  if (row === undefined) return { vote: 'VETO_BOTH', confidence: profile.timeOfDay.vetoConfidence }
  return row.favours === 'any' || row.favours === kind
    ? { vote: directed('PLAIN', side), confidence: row.confidence }
    : { vote: 'NEUTRAL', confidence: row.neutralConfidence }
}

function windowAt(
  minute: number,
  beforeOpen: boolean,
  minutesToClose: number,
  profile: Profile,
): TimeOfDayMeasures['window'] {
  if (beforeOpen) return 'before-open'
  if (minutesToClose <= 0) return 'after-close'
  if (minutesToClose <= profile.timeOfDay.cutoffMinutes) return 'no-new-entries'
  for (const row of profile.timeOfDay.windows) if (minute < untilMinute(row)) return row.window
  // A profile's windows may end before its cut-off begins.
  return 'no-new-entries'
}

/** Every bar asks for the same few times of day; there are 1,440 at most. */
const minutesOf = new Map<string, number>()

/** The row's end in minutes after midnight, exchange time. */
function untilMinute({ until }: DayWindowRow): number {
  const known = minutesOf.get(until)
  if (known !== undefined) return known
  const minute = Number(until.slice(0, 2)) * 60 + Number(until.slice(3))
  minutesOf.set(until, minute)
  return minute
}
