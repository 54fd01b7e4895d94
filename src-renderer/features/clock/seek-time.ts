const MINUTE_MS = 60_000

const zoned = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/New_York',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

/** UTC ms as exchange time in the form of a date-and-time field: `2024-01-03T10:40`. */
export function toField(time: number): string {
  const parts = Object.fromEntries(zoned.formatToParts(time).map(({ type, value }) => [type, value]))
  return `${parts['year']}-${parts['month']}-${parts['day']}T${parts['hour']}:${parts['minute']}`
}

/**
 * The moment of a date-and-time field in exchange time.
 *
 * @returns UTC ms; null for what is no such moment, as in the hour that is left out in March.
 */
export function fromField(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text)) return null
  const asUtc = Date.parse(`${text}:00Z`)
  if (Number.isNaN(asUtc)) return null
  // New York is four or five hours behind: the offset that gives the same reading is the right one.
  return [4, 5].map((hours) => asUtc + hours * 60 * MINUTE_MS).find((time) => toField(time) === text) ?? null
}
