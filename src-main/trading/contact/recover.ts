import type { ActiveVenue, DeskContext } from '../desk-context.ts'
import { awaitingAnswer } from './overdue.ts'

/** Orders of a venue whose answer will not come any more are unknown. @param reason one sentence, or a part of one */
export function loseContact(desk: DeskContext, venue: ActiveVenue, reason: string): void {
  const refs = awaitingAnswer(desk.state, venue)
  if (refs.length > 0) desk.record({ kind: 'contact-lost', refs, reason })
}

/**
 * What a start finds from an earlier process: every start is a dry run without automatic approval; what had been
 * approved and not sent never will be. What may have been sent is each venue's business (`recoverVenue`).
 */
export function recover(desk: DeskContext): void {
  const { mode, automaticApproval, live } = desk.state
  if (mode !== 'dry-run') desk.record({ kind: 'mode-changed', mode: 'dry-run', reason: 'every start is a dry run' })
  else if (automaticApproval) {
    desk.record({ kind: 'automatic-approval-changed', on: false, reason: 'it is off at every start' })
  }
  for (const { order } of live.values()) {
    if (order.role !== 'entry') continue
    if (order.state === 'approved') desk.record({ kind: 'order-expired', ref: order.ref, reason: 'restart' })
    if (order.state === 'held') {
      desk.record({ kind: 'cancel-wanted', ref: order.ref, reason: 'it was held back over a restart' })
    }
  }
}

/** What may have been sent to a venue by an earlier process is unknown. */
export function recoverVenue(desk: DeskContext, venue: ActiveVenue): void {
  loseContact(desk, venue, 'the cockpit was restarted')
}
