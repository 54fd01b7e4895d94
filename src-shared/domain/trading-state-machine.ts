import type { TradingState } from './mode.ts'

/** What can happen to the trading state. Only the trader loosens it. */
export const TRADING_STATE_INPUTS = {
  'trader-activates': 'the trader lets everything out again',
  'trader-reduces': 'the trader lets out only what lowers exposure',
  'trader-halts': 'the trader lets out cancels only',
  'broker-contradicts': 'the broker says of an order what cannot be, so what we know of it is not to be built upon',
} as const
export type TradingStateInput = keyof typeof TRADING_STATE_INPUTS

const THE_TRADER = {
  'trader-activates': 'active',
  'trader-reduces': 'reducing',
  'trader-halts': 'halted',
} as const satisfies Partial<Record<TradingStateInput, TradingState>>

/** The one table of the trading state: every input can come in every state. */
export const TRADING_STATE_TRANSITIONS: Readonly<
  Record<TradingState, Readonly<Record<TradingStateInput, TradingState>>>
> = {
  active: { ...THE_TRADER, 'broker-contradicts': 'reducing' },
  reducing: { ...THE_TRADER, 'broker-contradicts': 'reducing' },
  halted: { ...THE_TRADER, 'broker-contradicts': 'halted' },
}

const TRADER_INPUTS = {
  active: 'trader-activates',
  reducing: 'trader-reduces',
  halted: 'trader-halts',
} as const satisfies Record<TradingState, TradingStateInput>

/** The input that the trader's wish for a state is. */
export const traderInput = (wanted: TradingState): TradingStateInput => TRADER_INPUTS[wanted]

/** The trading state after the input. @throws RangeError when the table has no such pair. */
export function nextTradingState(state: TradingState, input: TradingStateInput): TradingState {
  const next: TradingState | undefined = TRADING_STATE_TRANSITIONS[state]?.[input]
  if (next === undefined) throw new RangeError(`trading that is ${state} has no ${input}`)
  return next
}
