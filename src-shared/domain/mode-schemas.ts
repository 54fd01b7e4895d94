import { z } from 'zod'
import { MODES, type Mode, TRADING_STATES, type TradingState } from './mode.ts'

const modes = Object.keys(MODES) as Mode[]
const tradingStates = Object.keys(TRADING_STATES) as TradingState[]

export const modeSchema: z.ZodType<Mode> = z.enum(modes)
export const tradingStateSchema: z.ZodType<TradingState> = z.enum(tradingStates)
