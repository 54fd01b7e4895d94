/** Why a broker does not even hand an order on. What it answers later comes as an event. */
const BROKER_REFUSALS = {
  'not-ready': 'the broker is not ready for it',
  'not-authorised': 'the gate does not let it out',
  'not-an-entry': 'only an entry may add exposure',
  'not-a-reduction': 'it would not reduce the position',
  'exceeds-position': 'it would close more than there is',
  'bad-bracket': 'the children do not fit their entry',
  'bad-order': 'a number or a name of it cannot be sent',
  'wrong-account': 'the order is not for an account of this broker',
  'duplicate-ref': 'an order with this reference has been sent',
  'unknown-order': 'the broker has no such order of ours',
} as const
export type BrokerRefusalCode = keyof typeof BROKER_REFUSALS

export interface BrokerRefusal {
  readonly code: BrokerRefusalCode
  /** One sentence with the numbers. */
  readonly message: string
}

/** @param detail the numbers and names, to follow the rule in words. */
export function brokerRefusal(code: BrokerRefusalCode, detail: string): BrokerRefusal {
  return { code, message: `${BROKER_REFUSALS[code]}: ${detail}` }
}

/** A query that brought nothing. It never means that there is nothing. */
export interface QueryFailure {
  readonly code: 'not-connected' | 'timed-out' | 'refused'
  readonly message: string
}
