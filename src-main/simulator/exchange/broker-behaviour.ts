/**
 * What TWS is believed to do with a client's orders over losses, restarts and corrections: the variants of each, the
 * default first. The gateway and the simulated broker both do them; what matching and brackets do is the exchange's own
 * `Behaviour`. docs/TWS_BEHAVIOUR.md has the sources.
 */
export const BROKER_BEHAVIOURS = {
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
  /** Executions that were corrected, in an answer to a request: with their corrections, or those alone. */
  correctedExecutions: ['both', 'latest'],
} as const

export type BrokerBehaviour = {
  readonly [Name in keyof typeof BROKER_BEHAVIOURS]: (typeof BROKER_BEHAVIOURS)[Name][number]
}

export const DEFAULT_BROKER_BEHAVIOUR: BrokerBehaviour = {
  heldChains: BROKER_BEHAVIOURS.heldChains[0],
  ordersDuringOutage: BROKER_BEHAVIOURS.ordersDuringOutage[0],
  idsAfterRestart: BROKER_BEHAVIOURS.idsAfterRestart[0],
  executionsOnConnect: BROKER_BEHAVIOURS.executionsOnConnect[0],
  lateCancel: BROKER_BEHAVIOURS.lateCancel[0],
  correctedExecutions: BROKER_BEHAVIOURS.correctedExecutions[0],
}
