import type { Decision } from '../../../src-shared/domain/decision.ts'
import type { AccountId, OrderRef, Ticker } from '../../../src-shared/domain/ids.ts'
import type { TickSize } from '../../../src-shared/domain/price.ts'
import type { Result } from '../../../src-shared/domain/result.ts'
import { type UtcMs, utcMs } from '../../../src-shared/domain/time.ts'
import type { Side } from '../../../src-shared/domain/vote.ts'
import { CUT_OFF_MS, type EntryGround, type EntryShape, refuseEntry, refuseSymbol } from '../risk/entry-check.ts'
import { type Refusal, refusal } from '../risk/refusals.ts'
import { ENTRY_LIFE_MS, type TradingSettings } from '../settings.ts'
import { type EnterAction, planByHand, planDecision, planPlaced } from './plan.ts'
import type { BracketPlan, StagedOrder } from './staged-order.ts'

/** Where and how an entry would be staged. */
export interface StagingGround extends EntryGround {
  readonly settings: TradingSettings
  readonly account: AccountId
  readonly tick: TickSize
  readonly book: StagedOrder['book']
}

type Staged = Result<StagedOrder, Refusal>

/** What of a staged order does not follow from the ground. */
interface Origin {
  readonly ref: OrderRef
  readonly origin: StagedOrder['origin']
  readonly barStart: UtcMs | null
  readonly symbol: Ticker
  readonly side: Side
  readonly atr: number
  readonly reference: number
}

export function shapeOf(
  staged: Pick<StagedOrder, 'ref' | 'origin' | 'book' | 'symbol' | 'side'>,
  plan: Pick<BracketPlan, 'quantity' | 'limit'>,
): EntryShape {
  const { ref, origin, book, symbol, side } = staged
  return { ref, origin, book, symbol, side, quantity: plan.quantity, limit: plan.limit }
}

/** The market time at which an entry dies by itself: after two bars, and never later than entries are possible. */
function goodTill({ state, now }: EntryGround): UtcMs {
  const cutOff = (state.day?.close ?? now.market) - CUT_OFF_MS
  return utcMs(Math.min(now.market + ENTRY_LIFE_MS, cutOff))
}

function stage(origin: Origin, plan: BracketPlan, ground: StagingGround): Staged {
  const { book, account, tick, settings, state, now } = ground
  const staged: StagedOrder = {
    ...origin,
    revision: 1,
    mode: state.mode,
    book,
    account,
    tick,
    plan,
    goodTill: goodTill(ground),
    stagedAt: now.operator,
    expiresAt: utcMs(now.operator + settings.approvalMs),
  }
  const refused = refuseEntry(shapeOf(staged, plan), ground)
  return refused === null ? { ok: true, value: staged } : { ok: false, error: refused }
}

/** Stages what a decision to enter asks for, or says which limit it would break. */
export function stageDecision(decision: Decision, action: EnterAction, ref: OrderRef, ground: StagingGround): Staged {
  const { symbol, close, atr, barStart } = decision
  const { side } = action
  const { values, quotes, limits, tick, settings, book } = ground
  const shape = { ref: null, origin: 'decision', book, symbol, side, quantity: 0, limit: null } as const
  const refused = refuseSymbol(shape, ground)
  if (refused !== null) return { ok: false, error: refused }
  const last = quotes.price(symbol)
  if (last === null || values === null) return { ok: false, error: refusal('no-quote', { symbol }) }
  const atMarket = settings.entriesAtMarket
  const plan = planDecision({ decision, action, tick, last, values, limits, atMarket })
  if (!plan.ok) return plan
  return stage({ ref, origin: 'decision', barStart, symbol, side, atr, reference: close }, plan.value, ground)
}

/** A bracket as it was typed. */
export interface TypedBracket {
  readonly symbol: Ticker
  readonly side: Side
  readonly quantity: number
  readonly limit: number
  readonly stop: number
  readonly target: number
}

/** A bracket by hand of which levels may be left to the symbol's range. */
export type PlacedBracket = Omit<TypedBracket, 'limit' | 'stop' | 'target'> & {
  readonly [Level in 'limit' | 'stop' | 'target']: number | null
}

/** Stages a bracket by hand; levels that are not given lie as the strategy would put them, from the last price. */
export function stagePlaced(typed: PlacedBracket, atr: number | null, ref: OrderRef, ground: StagingGround): Staged {
  const { symbol, side, quantity } = typed
  const { quotes, limits, tick, settings, book } = ground
  const empty = { ref: null, origin: 'hand', book, symbol, side, quantity: 0, limit: null } as const
  const impossible = refuseSymbol(empty, ground)
  if (impossible !== null) return { ok: false, error: impossible }
  if (atr === null || atr <= 0) return { ok: false, error: refusal('no-range', { symbol }) }
  const last = quotes.price(symbol)
  if (last === null) return { ok: false, error: refusal('no-quote', { symbol }) }
  const plan = planPlaced({ side, quantity, levels: typed, last, atr, tick, limits, settings })
  if (!plan.ok) return plan
  return stage({ ref, origin: 'hand', barStart: null, symbol, side, atr, reference: last }, plan.value, ground)
}

/** Stages a bracket that was entered by hand. @param atr of the symbol's newest decision, dollars; null without one. */
export function stageByHand(typed: TypedBracket, atr: number | null, ref: OrderRef, ground: StagingGround): Staged {
  const { symbol, side } = typed
  const plan = planByHand(side, typed, ground.tick)
  if (!plan.ok) return plan
  const shape = shapeOf({ ref, origin: 'hand', book: ground.book, symbol, side }, plan.value)
  const refused = refuseEntry(shape, ground)
  if (refused !== null) return { ok: false, error: refused }
  if (atr === null || atr <= 0) return { ok: false, error: refusal('no-range', { symbol }) }
  const reference = ground.quotes.price(symbol) ?? typed.limit
  return stage({ ref, origin: 'hand', barStart: null, symbol, side, atr, reference }, plan.value, ground)
}
