import { loseOverdue } from '../contact/overdue.ts'
import type { DeskState } from '../state/desk-state.ts'
import { endBrokenBrackets, followEntry } from './bracket-family.ts'
import { askForCancels, cancelOrphans, endEntriesOfExits } from './cancels.ts'
import { closePosition } from './closing.ts'
import { endDay, endDisarmedEntries, tripBreaker } from './end-of-day.ts'
import { type Place, placesOf } from './place.ts'
import { moveChildren, protectPosition, shrinkExits } from './protection.ts'
import { type Action, canKnow, type VenueView, type World } from './world.ts'

type VenueRule = (state: DeskState, venue: VenueView, world: World) => readonly Action[]
type PlaceRule = (place: Place, venue: VenueView, world: World, state: DeskState) => readonly Action[]

/** Asks how things stand when something is not known, and every minute. */
const askHowThingsStand: VenueRule = (_state, venue, { now }) =>
  canKnow(venue) && venue.watch.surveyDue(now.monotonic) ? [{ kind: 'survey' }] : []

/** First what ends exposure. The first rule that has something to do is followed, then all are looked at anew. */
const VENUE_RULES: readonly VenueRule[] = [
  askForCancels,
  loseOverdue,
  tripBreaker,
  endDay,
  endDisarmedEntries,
  endEntriesOfExits,
  endBrokenBrackets,
  followEntry,
]

const PLACE_RULES: readonly PlaceRule[] = [closePosition, protectPosition, cancelOrphans, shrinkExits, moveChildren]

/**
 * What is to be done now: nothing when everything is as it shall be. Each action changes what the rules look at, so
 * that none is asked for twice.
 */
export function nextActions(state: DeskState, venue: VenueView, world: World): readonly Action[] {
  for (const rule of VENUE_RULES) {
    const actions = rule(state, venue, world)
    if (actions.length > 0) return actions
  }
  for (const place of placesOf(state, venue)) {
    for (const rule of PLACE_RULES) {
      const actions = rule(place, venue, world, state)
      if (actions.length > 0) return actions
    }
  }
  return askHowThingsStand(state, venue, world)
}
