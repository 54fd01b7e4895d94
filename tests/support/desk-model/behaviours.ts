import { BROKER_BEHAVIOURS, type BrokerBehaviour } from '../../../src-main/simulator/exchange/broker-behaviour.ts'
import type { Behaviour } from '../../../src-main/simulator/exchange/settings.ts'

/** Everything that is believed of TWS and decides what a desk sees. */
export interface Believed {
  readonly exchange: Behaviour
  readonly broker: BrokerBehaviour
}

const EXCHANGE_BEHAVIOURS = {
  childrenWork: ['per-fill', 'on-full-fill'],
  partialParentCancelled: ['children-stay', 'children-go'],
  goodTillDate: ['at-its-moment', 'at-the-close'],
} as const satisfies { readonly [Name in keyof Behaviour]: readonly Behaviour[Name][] }

const CHOICES = Object.keys(EXCHANGE_BEHAVIOURS).length + Object.keys(BROKER_BEHAVIOURS).length

/** How many combinations of variants there are. */
export const BEHAVIOURS = 2 ** CHOICES

/** One combination of variants. @param number its bits choose; 0 takes every default */
export function believed(number: number): Believed {
  let bits = number
  const choose = <Value>(variants: readonly [Value, Value]): Value => {
    const chosen = variants[(bits & 1) as 0 | 1]
    bits >>= 1
    return chosen
  }
  return {
    exchange: {
      childrenWork: choose(EXCHANGE_BEHAVIOURS.childrenWork),
      partialParentCancelled: choose(EXCHANGE_BEHAVIOURS.partialParentCancelled),
      goodTillDate: choose(EXCHANGE_BEHAVIOURS.goodTillDate),
    },
    broker: {
      heldChains: choose(BROKER_BEHAVIOURS.heldChains),
      ordersDuringOutage: choose(BROKER_BEHAVIOURS.ordersDuringOutage),
      idsAfterRestart: choose(BROKER_BEHAVIOURS.idsAfterRestart),
      executionsOnConnect: choose(BROKER_BEHAVIOURS.executionsOnConnect),
      lateCancel: choose(BROKER_BEHAVIOURS.lateCancel),
      correctedExecutions: choose(BROKER_BEHAVIOURS.correctedExecutions),
    },
  }
}
