import type { Behaviour } from '../../simulator/exchange/settings.ts'
import type { GatewayBehaviour } from '../../simulator/tws-server/orders/behaviour.ts'

/** What the simulated gateway can do in more than one way, of which a probe shows which way a TWS does it. */
export const SHOWN_VARIANTS = {
  childrenWork: ['per-fill', 'on-full-fill'],
  partialParentCancelled: ['children-stay', 'children-go'],
  goodTillDate: ['at-its-moment', 'at-the-close'],
  heldChains: ['forgotten', 'kept'],
  idsAfterRestart: ['go-on', 'roll-back'],
  executionsOnConnect: ['on-request', 'pushed-again'],
  lateCancel: ['10148', '161'],
  whatIfPacing: ['refused', 'answered'],
} as const satisfies Readonly<Record<string, readonly string[]>>
export type ShownVariant = keyof typeof SHOWN_VARIANTS

/** Variants of the gateway that no program can bring about. */
export const NOT_PROVOKED = {
  ordersDuringOutage: 'TWS has to lose its servers (1100)',
  boundIds: 'somebody has to place an order in TWS itself',
  correctedExecutions: 'the exchange has to correct a trade',
} as const

/** What has to be so at every TWS: a probe that finds it otherwise fails. */
export const EXPECTATIONS = {
  farLimitWorks: 'a limit order far from the market works, can be changed, and ends when it is cancelled',
  completedListsIt: 'a cancelled order is among the completed ones',
  heldIsSilent: 'nothing is said of orders that are not transmitted',
  childrenEndWithParent: 'children of an unfilled parent end with it',
  childChanges: 'price and quantity of a child can be changed while its parent waits',
  passedDateRefused: 'an order whose date has passed is refused',
  whatIfLeavesNothing: 'a question about margin leaves no order',
  usedIdRefused: 'an id that was used does not make a new order',
  reconnectKeepsOrders: 'an order is listed under the same ids after a reconnect',
  fillIsTold: 'a fill is told with its execution and its commission',
  targetEndsStop: 'the target that fills ends the stop',
  groupReduces: 'a fill in a group takes its shares from the others',
} as const
export type Expectation = keyof typeof EXPECTATIONS

/** By behaviour: the variant that was seen, or `as-believed` and `otherwise` of what has to be so. */
export type Findings = { readonly [Name in ShownVariant | Expectation]?: string }

/** What of both halves of the simulator the findings choose. */
export interface DerivedBehaviour {
  readonly exchange: Partial<Behaviour>
  readonly gateway: Partial<GatewayBehaviour>
}

type Draft<Options> = { -readonly [Name in keyof Options]?: Options[Name] }

/** The options with which the simulated gateway does what was found; what was not found stays at its default. */
export function behaviourOf(findings: Findings): DerivedBehaviour {
  const exchange: Draft<Behaviour> = {}
  const gateway: Draft<GatewayBehaviour> = {}
  const { childrenWork, partialParentCancelled, goodTillDate } = findings
  if (childrenWork === 'per-fill' || childrenWork === 'on-full-fill') exchange.childrenWork = childrenWork
  if (partialParentCancelled === 'children-stay' || partialParentCancelled === 'children-go')
    exchange.partialParentCancelled = partialParentCancelled
  if (goodTillDate === 'at-its-moment' || goodTillDate === 'at-the-close') exchange.goodTillDate = goodTillDate
  const { heldChains, idsAfterRestart, executionsOnConnect, lateCancel, whatIfPacing } = findings
  if (heldChains === 'forgotten' || heldChains === 'kept') gateway.heldChains = heldChains
  if (idsAfterRestart === 'go-on' || idsAfterRestart === 'roll-back') gateway.idsAfterRestart = idsAfterRestart
  if (executionsOnConnect === 'on-request' || executionsOnConnect === 'pushed-again')
    gateway.executionsOnConnect = executionsOnConnect
  if (lateCancel === '10148' || lateCancel === '161') gateway.lateCancel = lateCancel === '161' ? 161 : 10148
  if (whatIfPacing === 'refused' || whatIfPacing === 'answered') gateway.whatIfPacing = whatIfPacing
  return { exchange, gateway }
}
