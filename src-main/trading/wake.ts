import { SECOND_MS } from '../../src-shared/domain/time.ts'
import type { DeskView } from './desk-context.ts'
import { CLOSE_AFTER_MS, STOP_AFTER_MS } from './exits/protection.ts'
import { canAsk, type VenueView } from './exits/world.ts'
import { ANSWER_MS } from './settings.ts'

/** How often the journal is tried again while it cannot be written. */
const JOURNAL_RETRY_MS = SECOND_MS

/**
 * The next moment of operator time (monotonic ms) at which something falls due that no broker and no market brings
 * about; null when nothing does.
 * @param unwritten whether the journal has something to be tried again.
 * @param now when it was last looked at what is due.
 */
export function nextWake(
  { venues, expiry }: Pick<DeskView, 'venues' | 'expiry'>,
  unwritten: boolean,
  now: number,
): number | null {
  const moments = venues.flatMap((venue) => venueMoments(venue, now))
  const expires = expiry.next()
  if (expires !== null) moments.push(expires)
  if (unwritten) moments.push(now + JOURNAL_RETRY_MS)
  const later = moments.filter((moment) => moment > now)
  return later.length === 0 ? null : Math.min(...later)
}

function venueMoments(venue: VenueView, now: number): number[] {
  const { watch } = venue
  const moments = [...watch.awaiting.values()].map(({ since }) => since + ANSWER_MS)
  // A broker that is away announces its return itself.
  if (!canAsk(venue)) return moments
  moments.push(watch.nextSurvey)
  const retry = watch.nextRetry(now)
  if (retry !== null) moments.push(retry)
  for (const since of watch.exposedSince.values()) moments.push(since + STOP_AFTER_MS + 1, since + CLOSE_AFTER_MS + 1)
  return moments
}
