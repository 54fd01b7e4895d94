import type { ErrorCode } from '../../../src-shared/contract/errors.ts'
import type { Card } from '../../../src-shared/contract/views/orders.ts'
import { duration, money, price, shares } from '../../ui/format.ts'

/** Refusals that no quote can lift: the order itself, the mode, the hour or the way to the market has to change first. */
const CERTAIN: ReadonlySet<string> = new Set<ErrorCode>([
  'another-mode',
  'live-closed',
  'wrong-account',
  'trading-state',
  'past-cut-off',
  'no-session',
  'breaker-tripped',
  'symbol-not-allowed',
  'shorting-off',
  'hand-shares',
  'not-connected',
  'feed-lost',
  'not-live-data',
  'symbol-halted',
])

/** Why approving this card is refused for certain; null when it is worth a try. */
export const certainRefusal = ({ inTheWay }: Card): string | null =>
  inTheWay !== null && CERTAIN.has(inTheWay.code) ? inTheWay.message : null

/** Whether the price has gone farther than may be approved unseen. */
export const hasDrifted = ({ drift }: Card): boolean => drift !== null && drift.atrs > drift.allowed

interface CardNote {
  /** `refused`: an answer to the trader; `warning`: what an approval would run into. */
  readonly kind: 'refused' | 'warning'
  readonly text: string
}

const atMarket = ({ limit, decimals }: Card): string => (limit === null ? 'the market' : price(limit, decimals))

function driftNote(card: Card, drift: NonNullable<Card['drift']>): string {
  const moved = `Price moved ${drift.atrs.toFixed(2)} ATR since staging (${drift.allowed.toFixed(2)} allowed).`
  return `${moved} Approve again at ${atMarket(card)}, or edit.`
}

/**
 * The one note on a card: what the last command was answered, or else what stands in the way of an approval.
 * @param refusal of the last command to this card; null when it was not refused.
 */
export function noteOf(
  card: Card,
  refusal: { readonly code: string; readonly message: string } | null,
): CardNote | null {
  const certain = certainRefusal(card)
  if (certain !== null && refusal === null) return { kind: 'warning', text: certain }
  if (hasDrifted(card) && card.drift !== null) return { kind: 'warning', text: driftNote(card, card.drift) }
  if (refusal !== null) return { kind: 'refused', text: refusal.message }
  return card.inTheWay === null ? null : { kind: 'warning', text: card.inTheWay.message }
}

/** Whether the next approval is the second one. */
export const isAskedAgain = (card: Card, refusal: { readonly code: string } | null): boolean =>
  hasDrifted(card) || refusal?.code === 'approve-again'

export const actionOf = ({ side }: Pick<Card, 'side'>): 'BUY' | 'SELL' => (side === 'long' ? 'BUY' : 'SELL')

/** `buy 84 AMD`. */
export const orderWords = (card: Pick<Card, 'side' | 'quantity' | 'symbol'>): string =>
  `${actionOf(card).toLowerCase()} ${shares(card.quantity)} ${card.symbol}`

/** What a staged order is announced with. @param left ms of operator time. */
export function announcement(card: Card, left: number): string {
  const at = card.limit === null ? 'at the market' : `limit ${price(card.limit, card.decimals)}`
  return `Staged: ${orderWords(card)}, ${at}, risk ${money(card.risk)} dollars, ${duration(left)} to approve.`
}

/** How a card went that nobody answered. @param left ms of operator time that it still had when it was last seen. */
export const goneWords = (left: number): string => (left <= 1_500 ? 'expired' : 'withdrawn')
