import type { CommandAnswer, OrderOutcome } from '../commands.ts'
import type { DeskContext } from '../desk-context.ts'
import { differencesOf } from '../differences/differences.ts'
import { lostShares } from '../differences/foreign.ts'
import { canAsk } from '../exits/world.ts'
import { isGoing } from '../risk/exposure.ts'
import { refusal } from '../risk/refusals.ts'
import { waitingBrackets } from '../state/desk-state.ts'
import { away, type CommandOf, done, refuse } from './outcome.ts'

/** Ends our entries that are out, in all books, also where the broker is away: it is asked for when it is back. */
function endEntries(desk: DeskContext, reason: string): OrderOutcome[] {
  const entries = [...desk.state.live.values()].filter((known) => isGoing(known) && known.cancelWanted === null)
  for (const { order } of entries) desk.record({ kind: 'cancel-wanted', ref: order.ref, reason })
  return entries.map(({ order }) => ({ ref: order.ref, refusal: null }))
}

/** STOP: disarms, ends what waits and cancels our entries. Stops and targets stay, and so do foreign orders. */
export function stop(desk: DeskContext): CommandAnswer {
  const { mode, automaticApproval } = desk.state
  if (mode !== 'dry-run') desk.record({ kind: 'mode-changed', mode: 'dry-run', reason: 'STOP' })
  else if (automaticApproval) desk.record({ kind: 'automatic-approval-changed', on: false, reason: 'STOP' })
  for (const { ref } of waitingBrackets(desk.state)) desk.record({ kind: 'order-expired', ref, reason: 'stop' })
  return done(...endEntries(desk, 'STOP'))
}

export function setTradingState(desk: DeskContext, { state }: CommandOf<'set-trading-state'>): CommandAnswer {
  desk.record({ kind: 'trading-state-changed', state, reason: 'asked for' })
  return state === 'active' ? done() : done(...endEntries(desk, `trading is ${state}`))
}

/** In a live mode it can only be switched off here: on it goes with the arming alone. */
export function setAutomaticApproval(desk: DeskContext, { on }: CommandOf<'set-automatic-approval'>): CommandAnswer {
  if (on && desk.state.mode !== 'dry-run') return refuse(refusal('automatic-in-live'))
  desk.record({ kind: 'automatic-approval-changed', on, reason: 'asked for' })
  return done()
}

/** Asks all brokers that can be asked how things stand. */
export function reconcile(desk: DeskContext): CommandAnswer {
  const reachable = desk.venues.filter(canAsk)
  if (reachable.length === 0) return refuse(away(desk.venues[0]))
  for (const { watch } of reachable) {
    watch.worked('survey')
    watch.wantPast()
  }
  return done()
}

/**
 * The trader knows of a difference with exactly these numbers. Shares of ours that the account does not hold any more are
 * written off by it at the price at which they went, as far as that is known: they are not there to be managed.
 */
export function acknowledge(desk: DeskContext, { difference: id }: CommandOf<'acknowledge'>): CommandAnswer {
  for (const venue of desk.venues) {
    const difference = differencesOf(desk.state, venue).find((each) => each.id === id)
    if (difference === undefined) continue
    const { symbol, message, kind } = difference
    if (!difference.acknowledged) desk.record({ kind: 'difference-acknowledged', difference: id, symbol, message })
    const lost = kind === 'net' && symbol !== null ? lostShares(desk.state, venue, symbol, desk.quotes) : null
    if (symbol !== null && lost !== null) {
      desk.record({ kind: 'position-adopted', book: venue.book, symbol, ...lost, reason: 'sold or bought elsewhere' })
    }
    return done()
  }
  return refuse(refusal('unknown-difference', { difference: id }))
}
