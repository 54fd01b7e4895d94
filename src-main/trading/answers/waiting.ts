import { sameBook } from '../../../src-shared/domain/book.ts'
import { isTicker, type Ticker } from '../../../src-shared/domain/ids.ts'
import type { Result } from '../../../src-shared/domain/result.ts'
import type { CommandAnswer } from '../commands.ts'
import type { DeskContext } from '../desk-context.ts'
import { refuseEntry } from '../risk/entry-check.ts'
import { type Refusal, refusal } from '../risk/refusals.ts'
import { findWaiting } from '../staging/approval.ts'
import { approve, enterByHand, groundOf, placeByHand } from '../staging/entries.ts'
import { editPlan } from '../staging/plan.ts'
import { shapeOf } from '../staging/stage.ts'
import { findOrder, waitingBrackets } from '../state/desk-state.ts'
import { type CommandOf, done, doneTo, orRefuse, refuse, refuseKind } from './outcome.ts'

/** A symbol as it was typed. */
function symbolOf(desk: DeskContext, symbol: string): Result<Ticker, Refusal> {
  const refused = refuseKind(desk, symbol)
  if (refused !== null) return { ok: false, error: refused }
  if (isTicker(symbol)) return { ok: true, value: symbol }
  return { ok: false, error: refusal('bad-command', { problem: `${JSON.stringify(symbol)} is not a symbol` }) }
}

export function stage(desk: DeskContext, command: CommandOf<'stage'>): CommandAnswer {
  const symbol = symbolOf(desk, command.symbol)
  if (!symbol.ok) return refuse(symbol.error)
  const { side, quantity, limit, stop, target } = command
  const staged = enterByHand(desk, { symbol: symbol.value, side, quantity, limit, stop, target })
  return staged.ok ? doneTo(staged.value.ref) : refuse(staged.error)
}

/** Stages and approves in one step. What is staged and does not go out waits for nobody: it is over. */
export function place(desk: DeskContext, command: CommandOf<'place'>): CommandAnswer {
  if ((command.mode === 'dry-run') !== (desk.state.mode === 'dry-run')) return refuse(refusal('another-mode'))
  const symbol = symbolOf(desk, command.symbol)
  if (!symbol.ok) return refuse(symbol.error)
  const { side, quantity, limit, stop, target } = command
  const staged = placeByHand(desk, { symbol: symbol.value, side, quantity, limit, stop, target })
  if (!staged.ok) return refuse(staged.error)
  const { ref } = staged.value
  const refused = approve(desk, staged.value, 'trader')
  if (refused !== null && findOrder(desk.state, ref)?.order.state === 'staged') {
    desk.record({ kind: 'order-refused', ref, ...refused })
  }
  return orRefuse(refused, ref)
}

export function edit(desk: DeskContext, { ref, revision, change }: CommandOf<'edit'>): CommandAnswer {
  const found = findWaiting(desk.state, ref, revision)
  if (!found.ok) return refuse(found.error)
  const staged = found.value
  if (Object.values(change).every((value) => value === undefined)) {
    return refuse(refusal('bad-command', { problem: 'nothing is changed' }))
  }
  const plan = editPlan(staged, change)
  if (!plan.ok) return refuse(plan.error)
  const venue = desk.venues.find(({ book }) => sameBook(book, staged.book))
  if (venue === undefined) return refuse(refusal('unknown-order', { ref }))
  const refused = refuseEntry(shapeOf(staged, plan.value), groundOf(desk, venue, staged.symbol))
  if (refused !== null) return refuse(refused)
  desk.record({ kind: 'order-edited', ref: staged.ref, revision: staged.revision + 1, plan: plan.value })
  return doneTo(ref)
}

/** @returns why it does not go out; null when it is on its way. */
export function approveShown(
  desk: DeskContext,
  { ref, revision }: { readonly ref: string; readonly revision: number },
): Refusal | null {
  const found = findWaiting(desk.state, ref, revision)
  return found.ok ? approve(desk, found.value, 'trader') : found.error
}

export function approveAll(desk: DeskContext, { shown }: CommandOf<'approve-all'>): CommandAnswer {
  if (shown.length === 0) return refuse(refusal('nothing-waits'))
  return done(...shown.map((each) => ({ ref: each.ref, refusal: approveShown(desk, each) })))
}

export function decline(desk: DeskContext, ref: string): CommandAnswer {
  const found = findWaiting(desk.state, ref, null)
  if (!found.ok) return refuse(found.error)
  desk.record({ kind: 'order-declined', ref: found.value.ref })
  return doneTo(ref)
}

export function declineAll(desk: DeskContext): CommandAnswer {
  const waiting = waitingBrackets(desk.state)
  if (waiting.length === 0) return refuse(refusal('nothing-waits'))
  for (const { ref } of waiting) desk.record({ kind: 'order-declined', ref })
  return done(...waiting.map(({ ref }) => ({ ref, refusal: null })))
}
