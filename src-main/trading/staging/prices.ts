import {
  ceilToTick,
  floorToTick,
  type Price,
  price,
  roundToTick,
  type TickSize,
} from '../../../src-shared/domain/price.ts'
import { type Quantity, quantity } from '../../../src-shared/domain/quantity.ts'
import type { Result } from '../../../src-shared/domain/result.ts'
import { type Side, signOf } from '../../../src-shared/domain/vote.ts'
import { type Refusal, refusal } from '../risk/refusals.ts'

type Checked<Value> = Result<Value, Refusal>

const refused = (error: Refusal): { readonly ok: false; readonly error: Refusal } => ({ ok: false, error })

/** Whole shares, at least one. */
export function checkQuantity(shares: number): Checked<Quantity> {
  if (!Number.isSafeInteger(shares) || shares <= 0) return refused(refusal('not-a-quantity', { quantity: shares }))
  return { ok: true, value: quantity(shares) }
}

/** A price above zero and on the tick. @param name what it is the price of, for the sentence. */
export function checkPrice(name: string, value: number, tick: TickSize): Checked<Price> {
  if (!(Number.isFinite(value) && value > 0)) return refused(refusal('not-a-price', { name, value }))
  const nearest = roundToTick(value, tick)
  if (Math.abs(nearest - value) > tick * 1e-6 || nearest <= 0) {
    const [below, above] = [floorToTick(value, tick), ceilToTick(value, tick)]
    return refused(refusal('off-tick', { name, value, below, above }))
  }
  return { ok: true, value: price(nearest) }
}

/**
 * Whether stop and target lie on their sides of the entry: of a long position the stop below and the target above.
 * @param entry the entry's limit, dollars.
 */
export function refuseSides(side: Side, entry: number, stop: number, target: number): Refusal | null {
  const sign = signOf(side)
  const [under, over] = side === 'long' ? (['below', 'above'] as const) : (['above', 'below'] as const)
  if (sign * (entry - stop) <= 0) {
    return refusal('wrong-side', { name: 'stop', value: stop, side, than: under, limit: entry })
  }
  if (sign * (target - entry) <= 0) {
    return refusal('wrong-side', { name: 'target', value: target, side, than: over, limit: entry })
  }
  return null
}
