import type { AccountId } from './ids.ts'

/** What an approved entry does. */
export const MODES = {
  'dry-run': { shown: 'DRY RUN', does: 'filled by the simulator in the simulated book' },
  'live-paper': { shown: 'LIVE PAPER', does: 'sent to the paper account' },
  'live-simulated': { shown: 'LIVE SIMULATED', does: 'sent to the gateway that we started' },
  'live-real': { shown: 'LIVE REAL', does: 'sent to an account of real money' },
} as const
export type Mode = keyof typeof MODES

/** Every start. */
export const START_MODE: Mode = 'dry-run'

export type AccountClass = 'paper' | 'simulated' | 'real'

/**
 * Whose money an account is. Its id says so, never the port: DU and DF followed by digits are IBKR's paper accounts, and
 * every other id is taken for real money. Accounts of a gateway that we started ourselves are simulated, whatever their id.
 */
export function classifyAccount(account: AccountId, gatewayIsOurs: boolean): AccountClass {
  if (gatewayIsOurs) return 'simulated'
  return /^D[UF]\d/.test(account) ? 'paper' : 'real'
}

const LIVE_MODES = {
  paper: 'live-paper',
  simulated: 'live-simulated',
  real: 'live-real',
} as const satisfies Record<AccountClass, Mode>

/** The mode that arming on an account leads to. */
export const liveModeOf = (account: AccountClass): Mode => LIVE_MODES[account]

/** What an order does to the exposure. */
export type Effect = 'raises' | 'lowers' | 'cancels'

/** What the trading state lets out, beside the mode. */
export const TRADING_STATES = {
  active: ['raises', 'lowers', 'cancels'],
  reducing: ['lowers', 'cancels'],
  halted: ['cancels'],
} as const satisfies Readonly<Record<string, readonly Effect[]>>
export type TradingState = keyof typeof TRADING_STATES

export const letsOut = (state: TradingState, effect: Effect): boolean =>
  TRADING_STATES[state].some((allowed) => allowed === effect)
