import type { Authorisation } from '../../../src-shared/domain/authorisation.ts'
import { sameBook } from '../../../src-shared/domain/book.ts'
import type { Decision } from '../../../src-shared/domain/decision.ts'
import type { OrderRef, Ticker } from '../../../src-shared/domain/ids.ts'
import type { Result } from '../../../src-shared/domain/result.ts'
import type { UtcMs } from '../../../src-shared/domain/time.ts'
import { type ActiveVenue, type DeskContext, type DeskView, entryVenue } from '../desk-context.ts'
import type { VenueView } from '../exits/world.ts'
import type { EntryGround } from '../risk/entry-check.ts'
import { type Refusal, refusal } from '../risk/refusals.ts'
import { waitingBrackets } from '../state/desk-state.ts'
import { checkApproval } from './approval.ts'
import { bracketOrders } from './bracket-orders.ts'
import type { EnterAction } from './plan.ts'
import {
  type PlacedBracket,
  type StagingGround,
  stageByHand,
  stageDecision,
  stagePlaced,
  type TypedBracket,
} from './stage.ts'
import type { StagedOrder } from './staged-order.ts'

type Staged = Result<StagedOrder, Refusal>

const refuse = (error: Refusal): { readonly ok: false; readonly error: Refusal } => ({ ok: false, error })

/** What an entry in a symbol is measured against at this moment. */
export function groundOf(desk: DeskView, venue: VenueView, symbol: Ticker): EntryGround {
  const { state, quotes, limitsOf } = desk
  const { watch, book, connection } = venue
  const net = watch.settled(symbol) ? (watch.net.get(symbol) ?? 0) : null
  return { state, quotes, limits: limitsOf(book), now: desk.now(), connection, values: watch.values, net }
}

function stagingGround(desk: DeskContext, venue: ActiveVenue, symbol: Ticker): StagingGround | Refusal {
  const tick = desk.tickOf(symbol)
  if (tick === null) return refusal('no-tick', { symbol })
  const { book, account } = venue
  return { ...groundOf(desk, venue, symbol), settings: desk.settings, tick, book, account }
}

/** Stages in the book of the mode what `make` makes of its ground, and writes it down. */
function stageWith(desk: DeskContext, symbol: Ticker, make: (ground: StagingGround) => Staged): Staged {
  const venue = entryVenue(desk)
  if (venue === undefined) return refuse(refusal('live-closed'))
  const ground = stagingGround(desk, venue, symbol)
  if ('code' in ground) return refuse(ground)
  const staged = make(ground)
  if (staged.ok && !desk.record({ kind: 'order-staged', staged: staged.value })) {
    return refuse(refusal('audit-unwritable'))
  }
  return staged
}

/** Stages what a decision asks for; where approval is automatic it goes out at once. */
export function enter(desk: DeskContext, decision: Decision, action: EnterAction): void {
  const { symbol, barStart } = decision
  const staged = stageWith(desk, symbol, (ground) => stageDecision(decision, action, desk.newRef(), ground))
  if (!staged.ok) {
    desk.record({ kind: 'entry-refused', symbol, barStart, ...staged.error })
    return
  }
  if (desk.state.automaticApproval) approve(desk, staged.value, 'automatic')
}

/** Stages a bracket that was entered by hand. It waits for approval like any other. */
export function enterByHand(desk: DeskContext, typed: TypedBracket): Staged {
  const atr = desk.ranges.get(typed.symbol) ?? null
  return stageWith(desk, typed.symbol, (ground) => stageByHand(typed, atr, desk.newRef(), ground))
}

/** Stages an order by hand that is to go out at once: what is not given is set by the symbol's range. */
export function placeByHand(desk: DeskContext, typed: PlacedBracket): Staged {
  const atr = desk.ranges.get(typed.symbol) ?? null
  return stageWith(desk, typed.symbol, (ground) => stagePlaced(typed, atr, desk.newRef(), ground))
}

/** Older decisions than the one of this bar wait no longer. */
export function expireOlder(desk: DeskContext, barStart: UtcMs): void {
  for (const staged of waitingBrackets(desk.state)) {
    if (staged.barStart === null || staged.barStart >= barStart) continue
    desk.record({ kind: 'order-expired', ref: staged.ref, reason: 'next decision' })
  }
}

/**
 * Lets a waiting bracket out: everything is checked once more, the gate gives the right to send exactly this order, the
 * intent goes to the disk, and the broker redeems the right as the last thing before the first byte.
 * @returns why it did not go out; null when it is on its way.
 */
export function approve(desk: DeskContext, staged: StagedOrder, by: 'trader' | 'automatic'): Refusal | null {
  const venue = desk.venues.find(({ book }) => sameBook(book, staged.book))
  if (venue === undefined) return refusal('unknown-order', { ref: staged.ref })
  const check = checkApproval(staged, groundOf(desk, venue, staged.symbol))
  if (check.kind === 'refused') return check.refusal
  const { ref, revision } = staged
  if (check.kind === 'again') {
    desk.record({ kind: 'drift-shown', ref, revision: revision + 1, reference: check.drift.to })
    return check.refusal
  }
  const { entry, stop, target } = bracketOrders(staged)
  const authorised = desk.gate.authorise(entry, desk.state.mode)
  if (!authorised.ok) return authorised.error
  desk.record({ kind: 'order-approved', ref, revision, by })
  const children = [stop, target]
  const journaled = desk.record({ kind: 'order-intent', entry, children })
  const refused = journaled ? send(desk, venue, { entry, children }, authorised.value) : refusal('audit-unwritable')
  if (refused !== null) desk.record({ kind: 'order-refused', ref, ...refused })
  return refused
}

interface Bracket {
  readonly entry: ReturnType<typeof bracketOrders>['entry']
  readonly children: readonly ReturnType<typeof bracketOrders>['stop'][]
}

/** The one door. */
function send(
  desk: DeskContext,
  { broker, watch }: ActiveVenue,
  { entry, children }: Bracket,
  authorisation: Authorisation,
): Refusal | null {
  const refs: OrderRef[] = [entry, ...children].map(({ ref }) => ref)
  for (const ref of refs) watch.sent(ref)
  const sent = broker.submit({ kind: 'bracket', entry, children }, authorisation)
  if (!sent.ok) return refusal('broker-refused', { message: sent.error.message })
  desk.record({ kind: 'order-sent', refs })
  return null
}
