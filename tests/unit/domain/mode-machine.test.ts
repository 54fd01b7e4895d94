import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AccountClass, liveModeOf, MODES, type Mode, START_MODE } from '../../../src-shared/domain/mode.ts'
import {
  armInput,
  DISARM_CAUSES,
  type DisarmCause,
  MODE_INPUTS,
  MODE_TRANSITIONS,
  type ModeInput,
  ModeTransitionError,
  nextMode,
} from '../../../src-shared/domain/mode-machine.ts'
import { runs } from '../../support/properties.ts'

const ALL_MODES = Object.keys(MODES) as Mode[]
const LIVE = ALL_MODES.filter((mode) => mode !== START_MODE)
const INPUTS = Object.keys(MODE_INPUTS) as ModeInput[]
const CAUSES = Object.keys(DISARM_CAUSES) as DisarmCause[]
const CLASSES: readonly AccountClass[] = ['paper', 'simulated', 'real']

describe('the table of modes', () => {
  test.each(ALL_MODES)('from %s every listed input leads on and every other throws', (mode) => {
    for (const input of INPUTS) {
      const next = MODE_TRANSITIONS[mode][input]
      if (next !== undefined) expect(nextMode(mode, input)).toBe(next)
      else expect(() => nextMode(mode, input)).toThrow(ModeTransitionError)
    }
  })

  test.each(CLASSES)('arming leads from dry run to the mode of a %s account, and from nowhere else', (account) => {
    expect(nextMode('dry-run', armInput(account))).toBe(liveModeOf(account))
    for (const live of LIVE) expect(() => nextMode(live, armInput(account))).toThrow(ModeTransitionError)
  })

  test.each(CAUSES)('%s leads to dry run from every mode', (cause) => {
    for (const mode of ALL_MODES) expect(nextMode(mode, cause)).toBe('dry-run')
  })

  test('every cause has words that the trader reads', () => {
    for (const says of Object.values(DISARM_CAUSES)) expect(says).toMatch(/^\S.*[^.]$/)
    expect(new Set(Object.values(DISARM_CAUSES)).size).toBe(CAUSES.length)
  })

  test('an impossible pair is named in the error', () => {
    expect(() => nextMode('live-real', 'arm-paper')).toThrow('in live-real there is no arm-paper')
  })

  test('whatever happens, a live mode is entered by arming on its own class of account only', () => {
    const walk = fc.array(fc.constantFrom(...INPUTS), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(walk, (inputs) => {
        let mode: Mode = START_MODE
        for (const input of inputs) {
          if (MODE_TRANSITIONS[mode][input] === undefined) continue
          const before = mode
          mode = nextMode(mode, input)
          const armed = CLASSES.some((account) => input === armInput(account) && mode === liveModeOf(account))
          if (mode !== START_MODE) expect(armed && before === START_MODE).toBe(true)
        }
      }),
      runs(500),
    )
  })
})
