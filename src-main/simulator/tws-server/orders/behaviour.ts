import { BROKER_BEHAVIOURS, DEFAULT_BROKER_BEHAVIOUR } from '../../exchange/broker-behaviour.ts'

/**
 * What TWS is believed to do with orders where nobody recorded it, beside what the exchange's own `Behaviour` chooses:
 * what a broker does on whatever way, and what only shows on the wire. The variants of each, the default first. Whoever
 * builds on one has to survive the others. docs/TWS_BEHAVIOUR.md has the sources.
 */
export const GATEWAY_BEHAVIOURS = {
  ...BROKER_BEHAVIOURS,
  /** The id that an order of TWS itself gets when client 0 binds it: below 0, or the client's next one. */
  boundIds: ['negative', 'next'],
  /** A second what-if within a minute. */
  whatIfPacing: ['refused', 'answered'],
} as const

export type GatewayBehaviour = {
  readonly [Name in keyof typeof GATEWAY_BEHAVIOURS]: (typeof GATEWAY_BEHAVIOURS)[Name][number]
}

export const DEFAULT_GATEWAY_BEHAVIOUR: GatewayBehaviour = {
  ...DEFAULT_BROKER_BEHAVIOUR,
  boundIds: GATEWAY_BEHAVIOURS.boundIds[0],
  whatIfPacing: GATEWAY_BEHAVIOURS.whatIfPacing[0],
}
