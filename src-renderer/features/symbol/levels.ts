import type { Card, PositionView } from '../../../src-shared/contract/views/orders.ts'
import type { Marker } from '../../../src-shared/contract/views/symbol.ts'
import { roundToTick } from '../../../src-shared/domain/price.ts'
import type { Side } from '../../../src-shared/domain/vote.ts'
import type { Level } from '../../charts/overlays.ts'
import { money, price, shares } from '../../ui/format.ts'
import { draftOf, type Stake, stakeOf } from '../approvals/edit-draft.ts'

/** The prices of a staged order that can be taken with the hand. */
const DRAGGED = ['limit', 'stop', 'target'] as const
export type DraggedField = (typeof DRAGGED)[number]

/** A level of a staged order on its way. */
export interface Drag {
  readonly ref: string
  readonly field: DraggedField
  /** Of the order that was shown when it was taken. */
  readonly revision: number
  /** Dollars, on the tick. */
  readonly price: number
}

const levelId = (ref: string, field: DraggedField): string => `${field} ${ref}`

/** Whose level it is, when it is one that can be dragged. */
export function draggedLevel(id: string, cards: readonly Card[]): { card: Card; field: DraggedField } | null {
  for (const card of cards) {
    const field = DRAGGED.find((each) => levelId(card.ref, each) === id)
    if (field !== undefined) return { card, field }
  }
  return null
}

/** Where a level can be let go: on the tick. @param at dollars under the hand */
export const snapped = (at: number, { tick }: Pick<Card, 'tick'>): number => roundToTick(Math.max(at, tick), tick)

const gained = (dollars: number): string => money(dollars, { sign: true })

/** When the position's newest entry was filled, by the chart's marks, UTC ms; null where they do not go back so far. */
function enteredAt(markers: readonly Marker[], side: Side): number | null {
  return markers.findLast((marker) => marker.kind === 'filled' && marker.side === side)?.time ?? null
}

/** Entry, stop and target of a position, with what it comes to at each. */
export function positionLevels(
  { side, shares: held, average, unrealised, stop, target, atStop, atTarget }: PositionView,
  markers: readonly Marker[],
): Level[] {
  const entered = enteredAt(markers, side)
  // A fill falls into its candle, a mark's time may be that candle's end.
  const fixed = { line: 'solid', grip: false, ...(entered === null ? {} : { since: entered - 1 }) } as const
  const profit = unrealised === null ? '' : ` ${gained(unrealised)}`
  const levels: Level[] = [
    {
      ...fixed,
      id: 'held',
      price: average,
      text: `${side === 'long' ? 'Long' : 'Short'} ${shares(held)}${profit}`,
      tone: 'neutral',
    },
  ]
  if (stop !== null && atStop !== null) {
    levels.push({ ...fixed, id: 'held stop', price: stop, text: `Stop ${gained(atStop)}`, tone: 'loss' })
  }
  if (target !== null && atTarget !== null) {
    levels.push({ ...fixed, id: 'held target', price: target, text: `Target ${gained(atTarget)}`, tone: 'gain' })
  }
  return levels
}

const NAMES = { limit: { long: 'Buy', short: 'Sell' }, stop: 'Stop', target: 'Target' } as const
const TONES = { limit: 'neutral', stop: 'loss', target: 'gain' } as const

/**
 * Limit, stop and target of a staged order; while one is dragged, what the order would come to if it were let go.
 * @param may whether this window may change orders
 */
export function cardLevels(card: Card, drag: Drag | null, may: boolean): Level[] {
  const { ref, side, quantity, decimals, barStart } = card
  const own = drag?.ref === ref && drag.revision === card.revision ? drag : null
  const draft = draftOf(card)
  const stake = stakeOf(own === null ? draft : { ...draft, [own.field]: own.price.toFixed(decimals) }, card)
  const texts = {
    limit: `${NAMES.limit[side]} ${shares(quantity)}, staged`,
    stop: stake === null ? NAMES.stop : `${NAMES.stop} ${gained(-stake.risk)}`,
    target: stake === null ? NAMES.target : `${NAMES.target} ${gained(stake.reward)}`,
  }
  return DRAGGED.flatMap((field) => {
    const from = card[field]
    if (from === null) return []
    const isOwn = own?.field === field
    const level: Level = {
      id: levelId(ref, field),
      price: isOwn ? own.price : from,
      text: texts[field],
      tone: TONES[field],
      line: 'dashed',
      grip: may,
      ...(barStart === null ? {} : { since: barStart }),
      ...(isOwn ? { moving: { from, note: noteOf(field, card, stake) } } : {}),
    }
    return [level]
  })
}

/** What dragging one level changes in the whole order. */
function noteOf(field: DraggedField, { risk, reward }: Card, stake: Stake | null): string {
  if (stake === null) return 'on the wrong side'
  const r = `${price(stake.rMultiple, 1)} R`
  if (field === 'limit') return `risk ${money(stake.risk)}, ${r}`
  return `was ${gained(field === 'stop' ? -risk : reward)}, now ${r}`
}
