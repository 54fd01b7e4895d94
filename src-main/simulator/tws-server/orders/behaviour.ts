/**
 * What TWS is believed to do with orders where nobody recorded it, beside what the exchange's own `Behaviour` chooses:
 * the variants of each, the default first. Whoever builds on one has to survive the others. docs/TWS_BEHAVIOUR.md has
 * the sources.
 */
export const GATEWAY_BEHAVIOURS = {
  /** Orders that wait to be transmitted when their client's connection ends. */
  heldChains: ['forgotten', 'kept'],
  /** Orders and cancels that come while TWS does not reach its servers (1100), once it does again. */
  ordersDuringOutage: ['resubmitted', 'dropped'],
  /** Where order ids go on after a restart of TWS: above all before, or at 1 again. */
  idsAfterRestart: ['go-on', 'roll-back'],
  /** The day's executions of a client that connects: only when it asks, or once more by themselves. */
  executionsOnConnect: ['on-request', 'pushed-again'],
  /** The code that answers the cancel of an order that is over. */
  lateCancel: [10148, 161],
  /** The id that an order of TWS itself gets when client 0 binds it: below 0, or the client's next one. */
  boundIds: ['negative', 'next'],
  /** A second what-if within a minute. */
  whatIfPacing: ['refused', 'answered'],
  /** Executions that were corrected, in an answer to a request: with their corrections, or those alone. */
  correctedExecutions: ['both', 'latest'],
} as const

export type GatewayBehaviour = {
  readonly [Name in keyof typeof GATEWAY_BEHAVIOURS]: (typeof GATEWAY_BEHAVIOURS)[Name][number]
}

export const DEFAULT_GATEWAY_BEHAVIOUR: GatewayBehaviour = {
  heldChains: GATEWAY_BEHAVIOURS.heldChains[0],
  ordersDuringOutage: GATEWAY_BEHAVIOURS.ordersDuringOutage[0],
  idsAfterRestart: GATEWAY_BEHAVIOURS.idsAfterRestart[0],
  executionsOnConnect: GATEWAY_BEHAVIOURS.executionsOnConnect[0],
  lateCancel: GATEWAY_BEHAVIOURS.lateCancel[0],
  boundIds: GATEWAY_BEHAVIOURS.boundIds[0],
  whatIfPacing: GATEWAY_BEHAVIOURS.whatIfPacing[0],
  correctedExecutions: GATEWAY_BEHAVIOURS.correctedExecutions[0],
}
