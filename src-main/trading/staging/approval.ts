import type { OrderRef } from '../../../src-shared/domain/ids.ts'
import type { Result } from '../../../src-shared/domain/result.ts'
import { type EntryGround, refuseEntry } from '../risk/entry-check.ts'
import { type Refusal, refusal } from '../risk/refusals.ts'
import { DRIFT_ATR } from '../settings.ts'
import { type DeskState, findOrder } from '../state/desk-state.ts'
import { shapeOf } from './stage.ts'
import type { StagedOrder } from './staged-order.ts'

/**
 * The bracket that waits under a reference, at the revision that was shown.
 * @param revision null where no particular one is meant.
 */
export function findWaiting(state: DeskState, ref: string, revision: number | null): Result<StagedOrder, Refusal> {
  const key = ref as OrderRef
  const known = findOrder(state, key)
  const staged = state.brackets.get(key)
  if (known === undefined || staged === undefined) return { ok: false, error: refusal('unknown-order', { ref }) }
  const orderState = known.order.state
  if (orderState === 'expired') return { ok: false, error: refusal('expired', { ref }) }
  if (orderState !== 'staged') return { ok: false, error: refusal('not-waiting', { ref, state: orderState }) }
  if (revision !== null && revision !== staged.revision) {
    return { ok: false, error: refusal('stale-revision', { shown: revision, now: staged.revision }) }
  }
  return { ok: true, value: staged }
}

/** How far the price has gone since the order was staged, or since that was last shown. */
export interface Drift {
  /** Dollars. */
  readonly from: number
  readonly to: number
  /** Without sign. */
  readonly atrs: number
}

export function driftOf(
  { symbol, reference, atr }: StagedOrder,
  { quotes }: Pick<EntryGround, 'quotes'>,
): Drift | null {
  const to = quotes.price(symbol)
  return to === null ? null : { from: reference, to, atrs: Math.abs(to - reference) / atr }
}

export type ApprovalCheck =
  | { readonly kind: 'go' }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** The price has gone too far to send what was shown; the trader has to see that first. */
  | { readonly kind: 'again'; readonly drift: Drift; readonly refusal: Refusal }

/** Whether a waiting order may go out now: gate, limits and data age anew, then the price. */
export function checkApproval(staged: StagedOrder, ground: EntryGround): ApprovalCheck {
  if (staged.mode !== ground.state.mode) return { kind: 'refused', refusal: refusal('another-mode') }
  const refused = refuseEntry(shapeOf(staged, staged.plan), ground)
  if (refused !== null) return { kind: 'refused', refusal: refused }
  const drift = driftOf(staged, ground)
  if (drift === null || drift.atrs <= DRIFT_ATR) return { kind: 'go' }
  return { kind: 'again', drift, refusal: refusal('approve-again', drift) }
}
