import type { Action, Decision } from '../../../src-shared/domain/decision.ts'
import type { RiskLimits } from '../../../src-shared/domain/limits.ts'
import { ceilToTick, floorToTick, type Price, roundToTick, type TickSize } from '../../../src-shared/domain/price.ts'
import type { Result } from '../../../src-shared/domain/result.ts'
import { type Side, signOf } from '../../../src-shared/domain/vote.ts'
import type { AccountValues } from '../../broker/reports.ts'
import type { PlanEdit } from '../commands.ts'
import type { Refusal } from '../risk/refusals.ts'
import { refusal } from '../risk/refusals.ts'
import type { TradingSettings } from '../settings.ts'
import { stopOnTick } from './anchor.ts'
import { checkPrice, checkQuantity, refuseSides } from './prices.ts'
import { sizeOf } from './sizing.ts'
import type { BracketPlan, StagedOrder } from './staged-order.ts'

/** How far beyond the decision's close the entry may pay, in ATR. */
const LIMIT_ATR = 0.1

export type EnterAction = Extract<Action, { kind: 'enter' }>

interface PlanInput {
  readonly decision: Pick<Decision, 'close' | 'atr'>
  readonly action: EnterAction
  readonly tick: TickSize
  /** Dollars: the last trade. */
  readonly last: number
  readonly values: Pick<AccountValues, 'netLiquidation' | 'buyingPower'>
  readonly limits: Pick<RiskLimits, 'maxPositionDollars' | 'priceCollar'>
  /** Entries go at the market instead of at a limit. */
  readonly atMarket: boolean
}

type Planned = Result<BracketPlan, Refusal>

/** The limit of an entry: it pays no more beyond the close, and no more beyond the last trade, than it may. */
function limitOf(
  side: Side,
  { close, atr }: PlanInput['decision'],
  last: number,
  collar: number,
  tick: TickSize,
): Price {
  const reach = LIMIT_ATR * atr
  if (side === 'long') return floorToTick(Math.min(close + reach, last * (1 + collar)), tick)
  return ceilToTick(Math.max(close - reach, last * (1 - collar)), tick)
}

/** The bracket that a decision to enter asks for. Refused when it buys no share, or its levels do not fit the limit. */
export function planDecision({ decision, action, tick, last, values, limits, atMarket }: PlanInput): Planned {
  const { side, size } = action
  const { maxPositionDollars, priceCollar } = limits
  const { netLiquidation: account, buyingPower } = values
  const limit = limitOf(side, decision, last, priceCollar, tick)
  const stop = stopOnTick(side, action.stop, tick)
  const target = roundToTick(action.target, tick)
  const misplaced = refuseSides(side, limit, stop, target)
  if (misplaced !== null) return { ok: false, error: misplaced }
  // What goes at the market can cost more than the last trade; the collar is as far as we look.
  const price = atMarket ? Math.max(limit, last * (1 + priceCollar)) : limit
  const sized = sizeOf({ size, account, buyingPower, maxPositionDollars, price })
  if (!sized.ok) return sized
  return {
    ok: true,
    value: {
      quantity: sized.value,
      limit: atMarket ? null : limit,
      stop,
      target,
      stopDistance: Math.abs(action.entry - action.stop),
      targetDistance: Math.abs(action.target - action.entry),
    },
  }
}

/** A bracket as it was typed: distances are measured from the limit. */
export function planByHand(
  side: Side,
  typed: { readonly quantity: number; readonly limit: number; readonly stop: number; readonly target: number },
  tick: TickSize,
): Planned {
  const quantity = checkQuantity(typed.quantity)
  if (!quantity.ok) return quantity
  const limit = checkPrice('limit', typed.limit, tick)
  if (!limit.ok) return limit
  const stop = checkPrice('stop', typed.stop, tick)
  if (!stop.ok) return stop
  const target = checkPrice('target', typed.target, tick)
  if (!target.ok) return target
  const misplaced = refuseSides(side, limit.value, stop.value, target.value)
  if (misplaced !== null) return { ok: false, error: misplaced }
  return {
    ok: true,
    value: {
      quantity: quantity.value,
      limit: limit.value,
      stop: stop.value,
      target: target.value,
      stopDistance: Math.abs(limit.value - stop.value),
      targetDistance: Math.abs(target.value - limit.value),
    },
  }
}

interface PlacedInput {
  readonly side: Side
  readonly quantity: number
  /** As typed; null where the range sets them. */
  readonly levels: { readonly [Level in 'limit' | 'stop' | 'target']: number | null }
  /** Dollars: the last trade, and the symbol's range. */
  readonly last: number
  readonly atr: number
  readonly tick: TickSize
  readonly limits: Pick<RiskLimits, 'priceCollar'>
  readonly settings: Pick<TradingSettings, 'entriesAtMarket' | 'stopAtr' | 'targetAtr'>
}

/** A bracket by hand, what is not given laid as the strategy lays it: from the last price, by the symbol's range. */
export function planPlaced({ side, quantity, levels, last, atr, tick, limits, settings }: PlacedInput): Planned {
  const sign = signOf(side)
  const reach = limitOf(side, { close: last, atr }, last, limits.priceCollar, tick)
  const stop = levels.stop ?? stopOnTick(side, last - sign * settings.stopAtr * atr, tick)
  const target = levels.target ?? roundToTick(last + sign * settings.targetAtr * atr, tick)
  const typed = planByHand(side, { quantity, limit: levels.limit ?? reach, stop, target }, tick)
  if (!typed.ok) return typed
  return {
    ok: true,
    value: levels.limit === null && settings.entriesAtMarket ? { ...typed.value, limit: null } : typed.value,
  }
}

/**
 * A staged bracket with some of its numbers changed. Whoever changes a price means the levels that are shown: from then
 * on distances are measured from the limit, and a fill at the limit leaves stop and target where they were put.
 */
export function editPlan({ ref, side, plan, tick, reference }: StagedOrder, change: PlanEdit): Planned {
  const { quantity = plan.quantity, stop = plan.stop, target = plan.target } = change
  if (plan.limit === null && change.limit !== undefined) return { ok: false, error: refusal('no-limit', { ref }) }
  const limit = change.limit ?? plan.limit ?? roundToTick(reference, tick)
  const typed = planByHand(side, { quantity, limit, stop, target }, tick)
  if (!typed.ok) return typed
  const { value } = typed
  const repriced = value.limit !== plan.limit || value.stop !== plan.stop || value.target !== plan.target
  if (!repriced || (plan.limit === null && value.stop === plan.stop && value.target === plan.target)) {
    return { ok: true, value: { ...plan, quantity: value.quantity } }
  }
  return { ok: true, value: { ...value, limit: plan.limit === null ? null : value.limit } }
}
