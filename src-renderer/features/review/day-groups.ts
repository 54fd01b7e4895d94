import type { DayKey, DaySummary } from '../../../src-shared/contract/views/review.ts'

interface DayItem {
  readonly day: DaySummary
  /** Its name among the days of the list. */
  readonly key: string
  /** Another run has the same date: the date alone does not say which. */
  readonly repeated: boolean
}

interface DayGroup {
  readonly key: string
  readonly title: string
  readonly items: readonly DayItem[]
}

export const dayKeyText = ({ run, date }: DayKey): string => `${run} ${date}`
export const sameDay = (one: DayKey | null, other: DayKey | null): boolean =>
  one !== null && other !== null && one.run === other.run && one.date === other.date

const DAY_MS = 86_400_000

/** A calendar date as a moment, for its weekday; dates have no zone. */
const atNoon = (date: string): number => Date.parse(`${date}T12:00:00Z`)

const formats = {
  day: new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', weekday: 'short', day: 'numeric' }),
  week: new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short' }),
  weekOfYear: new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short', year: 'numeric' }),
  full: new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'short' }),
}

/** `Wed 15`. */
export const dayText = (date: string): string => formats.day.format(atNoon(date)).replace(',', '')
/** `Wed 15 Nov`. */
export const fullDayText = (date: string): string => formats.full.format(atNoon(date)).replace(',', '')

function mondayOf(date: string): number {
  const noon = atNoon(date)
  const sinceMonday = (new Date(noon).getUTCDay() + 6) % 7
  return noon - sinceMonday * DAY_MS
}

/** Days in their order, put together by the week in which they lie. Years are named where there are several. */
export function groupByWeek(days: readonly DaySummary[]): readonly DayGroup[] {
  const years = new Set(days.map(({ date }) => date.slice(0, 4)))
  const dates = new Map<string, number>()
  for (const { date } of days) dates.set(date, (dates.get(date) ?? 0) + 1)
  const groups: { key: string; title: string; monday: number; items: DayItem[] }[] = []
  for (const day of days) {
    const monday = mondayOf(day.date)
    const item = { day, key: dayKeyText(day), repeated: (dates.get(day.date) ?? 0) > 1 }
    const last = groups.at(-1)
    if (last?.monday === monday) last.items.push(item)
    else {
      const title = `Week of ${(years.size > 1 ? formats.weekOfYear : formats.week).format(monday)}`
      groups.push({ key: item.key, title, monday, items: [item] })
    }
  }
  return groups
}

/** The bar of a day's profit from the middle, in per cent of half the width; the largest of all fills it. */
export function profitShare(profit: number, days: readonly Pick<DaySummary, 'profit'>[]): number {
  const most = Math.max(...days.map((day) => Math.abs(day.profit)), 1)
  return (Math.abs(profit) / most) * 50
}
