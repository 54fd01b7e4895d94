import type { Exit } from '../../src-shared/domain/decision.ts'
import type { EnginePosition, FillInput } from '../../src-shared/domain/engine-input.ts'
import { ceilToTick, floorToTick } from '../../src-shared/domain/price.ts'
import { signOf } from '../../src-shared/domain/vote.ts'
import type { Profile } from './profiles/profile.ts'

const HOLD: Exit = { kind: 'hold' }

/**
 * The position after a fill; null when flat. Entries average in, everything else reduces.
 * @throws RangeError for a fill that cannot belong to the position (a bug or a broken log, never a market event)
 */
export function positionAfter(position: EnginePosition | null, fill: FillInput): EnginePosition | null {
  if (!(fill.quantity > 0)) throw new RangeError(`a fill of ${fill.quantity} shares in ${fill.symbol}`)
  if (!(Number.isFinite(fill.price) && fill.price > 0))
    throw new RangeError(`a fill at ${fill.price} in ${fill.symbol}`)
  if (fill.role === 'entry') return afterEntry(position, fill)
  if (position === null || position.side !== fill.side || fill.quantity > position.quantity) {
    throw new RangeError(`a ${fill.role} fill of ${fill.quantity} ${fill.symbol} without a position to reduce`)
  }
  const quantity = position.quantity - fill.quantity
  return quantity === 0 ? null : { ...position, quantity }
}

function afterEntry(position: EnginePosition | null, fill: FillInput): EnginePosition {
  if (fill.entry === undefined) throw new RangeError(`an entry fill in ${fill.symbol} without its ATR and stop`)
  if (position !== null && position.side !== fill.side) {
    throw new RangeError(`an entry fill in ${fill.symbol} against the open position`)
  }
  const before = position?.quantity ?? 0
  const quantity = before + fill.quantity
  const average = ((position?.average ?? 0) * before + fill.price * fill.quantity) / quantity
  return {
    side: fill.side,
    quantity,
    average,
    atr: fill.entry.atr,
    stop: fill.entry.stop,
    bestClose: position?.bestClose ?? null,
  }
}

/** Profits that differ by less than this fraction of the price are equal: 100.7 − 99.9 falls a hair short of 0.8. */
const EQUAL_FRACTION = 1e-9

/** The position with its best close brought up to this bar's, and what to do with it. */
export function manage(
  position: EnginePosition,
  close: number,
  tick: number,
  profile: Profile,
): { position: EnginePosition; exit: Exit } {
  const sign = signOf(position.side)
  const bestClose = sign * Math.max(sign * (position.bestClose ?? close), sign * close)
  const { startAtr, lockAtr, trailAtr } = profile.trailing
  const { average, atr } = position
  const best = sign * Math.max(sign * bestClose, sign * average)
  if (sign * (best - average) < startAtr * atr - EQUAL_FRACTION * average) {
    return { position: { ...position, bestClose }, exit: HOLD }
  }
  const locked = average + sign * lockAtr * atr
  const trailed = best - sign * trailAtr * atr
  const tighter = sign * Math.max(sign * locked, sign * trailed)
  // Away from the market: down for a long's stop, up for a short's.
  const stop = sign > 0 ? floorToTick(tighter, tick) : ceilToTick(tighter, tick)
  if (sign * stop <= sign * position.stop) return { position: { ...position, bestClose }, exit: HOLD }
  return { position: { ...position, bestClose, stop }, exit: { kind: 'moveStop', price: stop } }
}
