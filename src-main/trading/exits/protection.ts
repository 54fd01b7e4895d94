import { letsOut } from '../../../src-shared/domain/mode.ts'
import { quantity } from '../../../src-shared/domain/quantity.ts'
import { SECOND_MS } from '../../../src-shared/domain/time.ts'
import { signOf } from '../../../src-shared/domain/vote.ts'
import { repricing, resizing } from '../contact/watch.ts'
import type { LedgerOrder } from '../ledger/ledger-order.ts'
import { groupOf } from '../staging/bracket-orders.ts'
import { type DeskState, placeKey, type Trade } from '../state/desk-state.ts'
import { closeAttempt } from './closing.ts'
import { canChange, canChangeAgain, growOrder } from './grow.ts'
import { coverOf, groupToJoin, type Place, placesOf, protectingStops, reducingOrder, workingShares } from './place.ts'
import { type Action, canAsk, canKnow, record, type VenueView, type World } from './world.ts'

/** How long a position may be short of its stop before it gets one of its own, operator time. */
export const STOP_AFTER_MS = 2 * SECOND_MS
/** How long until it is closed, when that has not been confirmed either. */
export const CLOSE_AFTER_MS = 5 * SECOND_MS
/** Refusals of such a stop after which the position is closed. */
const STOP_ATTEMPTS = 2

const stopAttempt = (symbol: string): string => `protect ${symbol}`

/** Whether the broker has confirmed a stop, or a working close, for all that could be lost. */
function isProtected(place: Place): boolean {
  const { settled, closable, exits } = place
  if (!settled) return false
  const closes = exits.filter(({ order }) => order.role === 'close')
  return coverOf(protectingStops(place)) >= Math.abs(closable) || coverOf(closes) >= Math.abs(closable)
}

/** Keeps since when each position of the venue has not been known to be protected. */
export function noteExposure(state: DeskState, venue: VenueView, { now }: Pick<World, 'now'>): void {
  const { exposedSince } = venue.watch
  // During an outage nothing can be asked for; the seconds count from its end.
  if (!canKnow(venue)) {
    exposedSince.clear()
    return
  }
  const exposed = new Set<string>()
  for (const place of placesOf(state, venue)) {
    if (place.holding === null) continue
    if (isProtected(place)) {
      venue.watch.worked(stopAttempt(place.symbol))
    } else {
      exposed.add(place.symbol)
      if (exposedSince.has(place.symbol)) continue
      exposedSince.set(place.symbol, now.monotonic)
      venue.watch.hurrySurvey(now.monotonic)
    }
  }
  for (const symbol of [...exposedSince.keys()]) if (!exposed.has(symbol)) exposedSince.delete(symbol)
}

/** Whether a position is being closed and nothing has gone wrong with that. */
function closesWell(state: DeskState, venue: VenueView, { symbol }: Place): boolean {
  return state.closings.has(placeKey(venue.book, symbol)) && venue.watch.failures(closeAttempt(symbol)) === 0
}

/**
 * A position short of its stop for more than two seconds gets a stop of its own; when that fails twice, or is not
 * confirmed in time, it is closed.
 */
export function protectPosition(place: Place, venue: VenueView, world: World, state: DeskState): Action[] {
  const { symbol, holding, trade, closable } = place
  const { book, watch } = venue
  if (holding === null || !canKnow(venue) || !letsOut(state.tradingState, 'lowers')) return []
  const close = (reason: string): Action[] => {
    if (state.closings.has(placeKey(book, symbol))) return []
    return [record({ kind: 'close-wanted', book, symbol, reason, limit: null })]
  }
  if (trade === null) return close('no entry of ours explains it')
  const since = watch.exposedSince.get(symbol)
  if (since === undefined || closesWell(state, venue, place)) return []
  const exposed = world.now.monotonic - since
  if (watch.failures(stopAttempt(symbol)) >= STOP_ATTEMPTS) return close('it could not be protected')
  if (exposed > CLOSE_AFTER_MS) return close('its stop was not confirmed')
  const ownStops = protectingStops(place).filter(({ order }) => order.parent === null)
  const grown = growOrder(place, venue, world, ownStops)
  if (grown.length > 0) return grown
  if (exposed <= STOP_AFTER_MS || ownStops.length > 0 || closable === 0) return []
  if (!watch.mayTry(stopAttempt(symbol), world.now.monotonic)) return []
  return [standaloneStop(place, venue, world, trade)]
}

function standaloneStop(place: Place, venue: VenueView, world: World, trade: Trade): Action {
  const { symbol, closable } = place
  const ref = world.newRef()
  const attempt = stopAttempt(symbol)
  const order = reducingOrder(venue, symbol, closable, {
    ref,
    role: 'stop',
    pricing: { type: 'STP', stop: trade.stop },
    timeInForce: { tif: 'GTC' },
    ocaGroup: groupToJoin(place) ?? `${groupOf(trade.entry)}/${ref}`,
  })
  return { kind: 'reduce', order, attempt }
}

/**
 * What works to close may never be more than there is to close: an order that is larger is made smaller, and a stop of
 * our own that the children have made superfluous goes.
 */
export function shrinkExits(place: Place, venue: VenueView, world: World): Action[] {
  const { settled, closable, exits } = place
  const most = Math.abs(closable)
  if (!settled || most === 0 || !canAsk(venue)) return []
  const actions: Action[] = []
  for (const known of exits) {
    const excess = workingShares(known) - most
    const { order } = known
    if (excess <= 0 || !canChange(known)) continue
    if (!venue.watch.mayTry(resizing(order.ref), world.now.monotonic)) continue
    const change = { quantity: quantity(order.quantity - excess) }
    actions.push({ kind: 'adjust', ref: order.ref, change })
  }
  if (actions.length > 0) return actions
  const stops = protectingStops(place)
  if (coverOf(stops) <= most) return []
  const superfluous = stops.find(
    (known) => known.order.parent === null && coverOf(stops.filter((other) => other !== known)) >= most,
  )
  if (superfluous === undefined) return []
  return [record({ kind: 'cancel-wanted', ref: superfluous.order.ref, reason: 'another stop protects the position' })]
}

/** Brings working stops and targets to where the trade wants them. A stop that has been moved is never loosened. */
export function moveChildren(place: Place, venue: VenueView, world: World, state: DeskState): Action[] {
  const { holding, trade, exits } = place
  if (holding === null || trade === null || !canAsk(venue) || !letsOut(state.tradingState, 'lowers')) return []
  if (state.closings.has(placeKey(venue.book, place.symbol))) return []
  const actions: Action[] = []
  for (const known of exits) {
    const pricing = wantedPricing(known, trade)
    const { ref } = known.order
    if (pricing === null || !canChangeAgain(known) || !venue.watch.mayTry(repricing(ref), world.now.monotonic)) continue
    actions.push({ kind: 'adjust', ref, change: { pricing } })
  }
  return actions
}

/** The pricing that a child should have; null when it has it, or has it on the way. */
function wantedPricing({ order, asked, filled }: LedgerOrder, trade: Trade): LedgerOrder['order']['pricing'] | null {
  const pricing = asked?.pricing ?? order.pricing
  if (order.role === 'target' && pricing.type === 'LMT') {
    return Math.abs(pricing.limit - trade.target) < 1e-9 ? null : { type: 'LMT', limit: trade.target }
  }
  // A stop that has begun to fill has been triggered: it sells at the market, and its price is over.
  if (order.role !== 'stop' || pricing.type !== 'STP' || filled > 0) return null
  if (Math.abs(pricing.stop - trade.stop) < 1e-9) return null
  const looser = signOf(trade.side) * (trade.stop - pricing.stop) < 0
  return looser && trade.moved ? null : { type: 'STP', stop: trade.stop }
}
