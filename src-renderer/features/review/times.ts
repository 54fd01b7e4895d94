/** Operator time is the wall clock where the trader sits, and so in the trader's own zone. */
const formats = {
  clock: new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' }),
  exact: new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
  }),
  moment: new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' }),
}

/** `14:02`. */
export const operatorClock = (utcMs: number): string => formats.clock.format(utcMs)
/** `14:02:07.118`. */
export const operatorExact = (utcMs: number): string => formats.exact.format(utcMs)
/** `22 Nov 2026, 14:02`. */
export const operatorMoment = (utcMs: number): string => formats.moment.format(utcMs)
