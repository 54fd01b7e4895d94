import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { accountId } from '../../../src-shared/domain/ids.ts'
import {
  classifyAccount,
  type Effect,
  letsOut,
  liveModeOf,
  MODES,
  START_MODE,
  TRADING_STATES,
  type TradingState,
} from '../../../src-shared/domain/mode.ts'
import { modeSchema, tradingStateSchema } from '../../../src-shared/domain/mode-schemas.ts'

describe('an account', () => {
  test.each(['DU1234567', 'DF7654321'])('%s is paper', (id) => {
    expect(liveModeOf(classifyAccount(accountId(id), false))).toBe('live-paper')
  })

  test.each(['U1234567', 'F1234567', 'I123', 'DUKE', 'du1234567', ' DU1234567', 'XDU1234567', 'D1', ''])(
    '%j is taken for real money',
    (id) => {
      expect(liveModeOf(classifyAccount(accountId(id), false))).toBe('live-real')
    },
  )

  test('of a gateway that we started is simulated, whatever its id', () => {
    fc.assert(
      fc.property(fc.string(), (id) => {
        expect(liveModeOf(classifyAccount(accountId(id), true))).toBe('live-simulated')
      }),
      { seed: 1 },
    )
  })

  test('of any other form than the paper ids is real', () => {
    fc.assert(
      fc.property(fc.string(), (id) => {
        fc.pre(!/^D[UF]/.test(id))
        expect(classifyAccount(accountId(id), false)).toBe('real')
      }),
      { seed: 2 },
    )
  })
})

describe('the mode', () => {
  test('is dry run at every start', () => {
    expect(START_MODE).toBe('dry-run')
  })

  test('is shown by a name of its own', () => {
    const names = Object.values(MODES).map(({ shown }) => shown)
    expect(new Set(names).size).toBe(names.length)
  })

  test('is read from outside only when it is one', () => {
    expect(modeSchema.safeParse('live-real').success).toBe(true)
    for (const wrong of ['live', 'LIVE REAL', '', null, 1]) expect(modeSchema.safeParse(wrong).success).toBe(false)
  })
})

describe('the trading state', () => {
  const allowed: readonly (readonly [TradingState, readonly Effect[]])[] = [
    ['active', ['raises', 'lowers', 'cancels']],
    ['reducing', ['lowers', 'cancels']],
    ['halted', ['cancels']],
  ]

  test.each(allowed)('%s lets out what %j and nothing else', (state, effects) => {
    for (const effect of ['raises', 'lowers', 'cancels'] as const) {
      expect(letsOut(state, effect), effect).toBe(effects.includes(effect))
    }
  })

  test('never holds up a cancel', () => {
    for (const state of Object.keys(TRADING_STATES) as TradingState[]) expect(letsOut(state, 'cancels')).toBe(true)
  })

  test('is read from outside only when it is one', () => {
    expect(tradingStateSchema.safeParse('reducing').success).toBe(true)
    expect(tradingStateSchema.safeParse('stopped').success).toBe(false)
  })
})
