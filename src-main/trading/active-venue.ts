import { Watch } from './contact/watch.ts'
import type { ActiveVenue, Venue } from './desk-context.ts'

/** A venue of which nothing is known yet. */
export function activeVenue({ book, account, broker }: Venue): ActiveVenue {
  const watch = new Watch()
  return {
    book,
    account,
    broker,
    watch,
    get connection() {
      return broker.connection()
    },
  }
}
