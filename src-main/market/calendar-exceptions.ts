/** What the rules cannot know: days on which the exchange closed, opened or ended differently, as it announced. */
type CalendarException =
  | { readonly kind: 'closed'; readonly reason: string }
  /** Minutes after midnight, exchange time. */
  | { readonly kind: 'hours'; readonly open?: number; readonly close?: number; readonly reason: string }

const closed = (reason: string): CalendarException => ({ kind: 'closed', reason })
const halfDay = (reason: string): CalendarException => ({ kind: 'hours', close: 13 * 60, reason })

/**
 * By date, from `FIRST_YEAR` of the rules on. Openings delayed by a minute or two of silence (2001-09-17, 2004-06-07,
 * 2006-12-27) are left out: the first five-minute bar still starts at 09:30.
 */
export const EXCEPTIONS: ReadonlyMap<string, CalendarException> = new Map([
  ['1999-12-31', halfDay('the turn of the millennium')],
  ['2001-09-11', closed('the attack on the World Trade Center')],
  ['2001-09-12', closed('the attack on the World Trade Center')],
  ['2001-09-13', closed('the attack on the World Trade Center')],
  ['2001-09-14', closed('the attack on the World Trade Center')],
  ['2002-09-11', { kind: 'hours', open: 12 * 60, reason: 'memorial services for 11 September 2001' }],
  ['2003-12-26', halfDay('the day after Christmas')],
  ['2004-06-11', closed('mourning for President Reagan')],
  ['2007-01-02', closed('mourning for President Ford')],
  ['2012-10-29', closed('Hurricane Sandy')],
  ['2012-10-30', closed('Hurricane Sandy')],
  ['2018-12-05', closed('mourning for President George H. W. Bush')],
  ['2025-01-09', closed('mourning for President Carter')],
])
