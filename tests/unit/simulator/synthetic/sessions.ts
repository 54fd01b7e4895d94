import { MINUTE_MS, type SessionDay, sessionDate, utcMs } from '../../../../src-shared/domain/time.ts'

const session = (date: string, minutes: number): SessionDay => {
  const open = Date.parse(`${date}T13:30:00Z`)
  return { date: sessionDate(date), open: utcMs(open), close: utcMs(open + minutes * MINUTE_MS), openMinute: 570 }
}

/** 09:30 to 16:00 New York, in summer. */
export const FULL_DAY = session('2025-06-02', 390)
export const THREE_DAYS: readonly SessionDay[] = [FULL_DAY, session('2025-06-03', 390), session('2025-06-04', 390)]
/** 09:30 to 13:00. */
export const EARLY_CLOSE = session('2025-07-03', 210)
