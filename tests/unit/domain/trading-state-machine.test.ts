import { describe, expect, test } from 'vitest'
import { type Effect, letsOut, TRADING_STATES, type TradingState } from '../../../src-shared/domain/mode.ts'
import {
  nextTradingState,
  TRADING_STATE_INPUTS,
  TRADING_STATE_TRANSITIONS,
  type TradingStateInput,
  traderInput,
} from '../../../src-shared/domain/trading-state-machine.ts'

const STATES = Object.keys(TRADING_STATES) as TradingState[]
const INPUTS = Object.keys(TRADING_STATE_INPUTS) as TradingStateInput[]
const EFFECTS: readonly Effect[] = ['raises', 'lowers', 'cancels']

describe('the trading state', () => {
  test.each(STATES)('from %s has a row for every input, and throws for anything else', (state) => {
    expect(Object.keys(TRADING_STATE_TRANSITIONS[state]).sort()).toEqual([...INPUTS].sort())
    expect(() => nextTradingState(state, 'anything' as TradingStateInput)).toThrow(RangeError)
  })

  test.each(STATES)('becomes %s when the trader asks for it, from every state', (wanted) => {
    for (const state of STATES) expect(nextTradingState(state, traderInput(wanted))).toBe(wanted)
  })

  test('is loosened by nobody but the trader', () => {
    for (const state of STATES) {
      for (const input of INPUTS.filter((each) => !each.startsWith('trader-'))) {
        const next = nextTradingState(state, input)
        for (const effect of EFFECTS) if (letsOut(next, effect)) expect(letsOut(state, effect)).toBe(true)
      }
    }
  })

  test('lets cancels out always', () => {
    for (const state of STATES) expect(letsOut(state, 'cancels')).toBe(true)
  })

  test('is reducing after a contradiction of the broker', () => {
    expect(nextTradingState('active', 'broker-contradicts')).toBe('reducing')
  })
})
