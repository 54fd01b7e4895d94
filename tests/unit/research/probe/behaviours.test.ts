import { expect, it } from 'vitest'
import { behaviourOf, NOT_PROVOKED, SHOWN_VARIANTS } from '../../../../src-main/research/probe/behaviours.ts'
import { DEFAULT_EXCHANGE_SETTINGS } from '../../../../src-main/simulator/exchange/settings.ts'
import {
  DEFAULT_GATEWAY_BEHAVIOUR,
  GATEWAY_BEHAVIOURS,
} from '../../../../src-main/simulator/tws-server/orders/behaviour.ts'

const { behaviour } = DEFAULT_EXCHANGE_SETTINGS

it('a probe shows each variant of the simulator, or it is said why none can', () => {
  const all = [...Object.keys(behaviour), ...Object.keys(GATEWAY_BEHAVIOURS)].sort()
  expect([...Object.keys(SHOWN_VARIANTS), ...Object.keys(NOT_PROVOKED)].sort()).toEqual(all)
})

it('what was found chooses the option of the gateway that does the same', () => {
  const everyOther = Object.fromEntries(Object.entries(SHOWN_VARIANTS).map(([name, variants]) => [name, variants[1]]))
  const { exchange, gateway } = behaviourOf(everyOther)
  for (const [name, value] of Object.entries({ ...exchange, ...gateway })) expect(`${value}`).toBe(everyOther[name])
  expect(Object.keys({ ...exchange, ...gateway }).sort()).toEqual(Object.keys(SHOWN_VARIANTS).sort())
})

it('the first of each is the default', () => {
  const firsts = Object.fromEntries(Object.entries(SHOWN_VARIANTS).map(([name, variants]) => [name, variants[0]]))
  const { exchange, gateway } = behaviourOf(firsts)
  expect({ ...behaviour, ...exchange }).toEqual(behaviour)
  expect({ ...DEFAULT_GATEWAY_BEHAVIOUR, ...gateway }).toEqual(DEFAULT_GATEWAY_BEHAVIOUR)
})

it('a finding that the simulator cannot do changes nothing', () => {
  expect(behaviourOf({ lateCancel: '10147', heldChains: 'forgotten and kept' })).toEqual({ exchange: {}, gateway: {} })
})
