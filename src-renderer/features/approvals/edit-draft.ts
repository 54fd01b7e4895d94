import type { Card } from '../../../src-shared/contract/views/orders.ts'
import { fromTicks, toTicks } from '../../../src-shared/domain/price.ts'
import { signOf } from '../../../src-shared/domain/vote.ts'

const DRAFT_FIELDS = ['quantity', 'limit', 'stop', 'target'] as const
export type DraftField = (typeof DRAFT_FIELDS)[number]

/** A staged order's numbers as they stand in the form: text, because a person is typing. */
export type Draft = Readonly<Record<DraftField, string>>

type Edited = Pick<
  Card,
  'side' | 'quantity' | 'limit' | 'stop' | 'target' | 'stopDistance' | 'targetDistance' | 'tick' | 'decimals'
>

/** The fields that an order has: at the market there is no limit. */
export const fieldsOf = ({ limit }: Pick<Edited, 'limit'>): readonly DraftField[] =>
  DRAFT_FIELDS.filter((field) => field !== 'limit' || limit !== null)

export const draftOf = ({ quantity, limit, stop, target, decimals }: Edited): Draft => ({
  quantity: String(quantity),
  limit: limit === null ? '' : limit.toFixed(decimals),
  stop: stop.toFixed(decimals),
  target: target.toFixed(decimals),
})

/** The number that was typed; null when it is none. Thousands may be set apart by commas. */
export function numberIn(text: string): number | null {
  const plain = text.replaceAll(',', '').replace('\u2212', '-').trim()
  const value = Number(plain)
  return plain === '' || !Number.isFinite(value) ? null : value
}

/** The field's text some steps up or down: of its tick, or of a share. What is no number stays as it is. */
export function stepped(
  text: string,
  field: DraftField,
  steps: number,
  { tick, decimals }: Pick<Edited, 'tick' | 'decimals'>,
): string {
  const value = numberIn(text)
  if (value === null) return text
  if (field === 'quantity') return String(Math.max(1, Math.round(value) + steps))
  return Math.max(tick, fromTicks(toTicks(value, tick) + steps, tick)).toFixed(decimals)
}

/** What is typed differs from the order. Fields that are no number count as well. */
export function changeIn(draft: Draft, card: Edited): { readonly [Field in DraftField]?: number } {
  const change: { [Field in DraftField]?: number } = {}
  for (const field of fieldsOf(card)) {
    const value = numberIn(draft[field])
    if (value !== null && value !== card[field]) change[field] = value
  }
  return change
}

/** What an order comes to. Dollars. */
export interface Stake {
  readonly value: number
  readonly risk: number
  readonly reward: number
  readonly rMultiple: number
}

/**
 * What the order would come to as typed; null while a number is missing or a level lies on the wrong side. As trading
 * reckons: who changes a price means the levels that are shown, so distances are measured from the limit from then on.
 */
export function stakeOf(draft: Draft, card: Edited): Stake | null {
  const numbers = DRAFT_FIELDS.map((field) => numberIn(draft[field]))
  const [quantity = null, typedLimit = null, stop = null, target = null] = numbers
  const sign = signOf(card.side)
  const entry = card.limit === null ? card.stop + sign * card.stopDistance : typedLimit
  if (quantity === null || entry === null || stop === null || target === null) return null
  const repriced = ['limit', 'stop', 'target'].some((field) => field in changeIn(draft, card))
  const stopDistance = repriced ? sign * (entry - stop) : card.stopDistance
  const targetDistance = repriced ? sign * (target - entry) : card.targetDistance
  if (!(quantity > 0 && stopDistance > 0 && targetDistance > 0)) return null
  return {
    value: quantity * entry,
    risk: quantity * stopDistance,
    reward: quantity * targetDistance,
    rMultiple: targetDistance / stopDistance,
  }
}

const QUANTITY_CODES: ReadonlySet<string> = new Set([
  'not-a-quantity',
  'no-shares',
  'hand-shares',
  'position-dollars',
  'gross-exposure',
  'leverage',
  'margin-use',
  'buying-power',
])

/** The field that a refusal speaks of; null when it is about the order as a whole. */
export function fieldOfRefusal({
  code,
  message,
}: {
  readonly code: string
  readonly message: string
}): DraftField | null {
  if (QUANTITY_CODES.has(code)) return 'quantity'
  if (code === 'collar' || code === 'no-limit') return 'limit'
  if (code !== 'not-a-price' && code !== 'off-tick' && code !== 'wrong-side') return null
  const named = /\bthe (limit|stop|target)\b/i.exec(message)?.[1]?.toLowerCase()
  return DRAFT_FIELDS.find((field) => field === named) ?? null
}
