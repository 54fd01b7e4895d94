import { DEFAULT_EXCHANGE_SETTINGS, type ExchangeSettings } from '../../exchange/settings.ts'
import type { GatewayOptions } from '../gateway-options.ts'
import type { FaultScript } from './script-schema.ts'

/** What a gateway has to be made with for a script: the variants of TWS's behaviour that it asks for. */
export function optionsFor(
  { behaviour }: FaultScript,
  settings: Partial<ExchangeSettings> = {},
): Pick<GatewayOptions, 'behaviour' | 'settings'> {
  const { childrenWork, partialParentCancelled, goodTillDate, ...orders } = behaviour
  const before = settings.behaviour ?? DEFAULT_EXCHANGE_SETTINGS.behaviour
  return {
    behaviour: withoutUndefined(orders),
    settings: {
      ...settings,
      behaviour: { ...before, ...withoutUndefined({ childrenWork, partialParentCancelled, goodTillDate }) },
    },
  }
}

type Defined<Values> = { [Key in keyof Values]?: Exclude<Values[Key], undefined> }

const withoutUndefined = <Values extends object>(values: Values): Defined<Values> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<Values>
