import { type RefObject, useEffect, useRef, useState } from 'react'
import type { Card } from '../../../src-shared/contract/views/orders.ts'
import type { ChartCore } from '../../charts/chart-core.ts'
import { sendCommand } from '../../stores/commands.ts'
import { type Drag, draggedLevel, snapped } from './levels.ts'

interface Situation {
  /** The staged orders of the symbol that is shown. */
  readonly cards: readonly Card[]
  /** Whether this window may change orders. */
  readonly may: boolean
}

const isShown = ({ ref, revision }: Drag, cards: readonly Card[]): boolean =>
  cards.some((card) => card.ref === ref && card.revision === revision)

/**
 * Lets the levels of staged orders be dragged: press, move, let go. Letting go sends the edit with the revision that was
 * shown; the line waits where it was let go until the engine has taken the edit, and goes back when it does not. Escape
 * gives it up, and so does the end of the order, or another edit of it.
 */
export function useLevelDrag(
  area: RefObject<HTMLElement | null>,
  chart: RefObject<ChartCore | null>,
  { cards, may }: Situation,
): Drag | null {
  const [drag, setDrag] = useState<Drag | null>(null)
  const now = useRef({ cards, may, drag })
  now.current = { cards, may, drag }
  const isOver = drag !== null && !isShown(drag, cards)

  useEffect(() => {
    if (isOver) setDrag(null)
  }, [isOver])

  useEffect(() => {
    const element = area.current
    if (element === null) return
    let held: { readonly card: Card; readonly drag: Drag } | null = null

    const placeOf = (event: PointerEvent): { x: number; y: number } => {
      const { left, top } = element.getBoundingClientRect()
      return { x: event.clientX - left, y: event.clientY - top }
    }
    const under = (event: PointerEvent): ReturnType<typeof draggedLevel> => {
      const { x, y } = placeOf(event)
      const id = now.current.may ? chart.current?.levelAt(x, y) : null
      return id == null ? null : draggedLevel(id, now.current.cards)
    }
    const release = (): void => {
      held = null
      chart.current?.setScrollable(true)
      element.classList.remove('dragging')
    }
    const giveUp = (): void => {
      if (held === null) return
      release()
      setDrag(null)
    }
    const press = (event: PointerEvent): void => {
      // One at a time: the answer to an edit names no level.
      const found = event.button === 0 && now.current.drag === null ? under(event) : null
      const price = found?.card[found.field] ?? null
      if (found === null || price === null) return
      const { card, field } = found
      held = { card, drag: { ref: card.ref, revision: card.revision, field, price } }
      setDrag(held.drag)
      chart.current?.setScrollable(false)
      element.setPointerCapture(event.pointerId)
      element.classList.add('dragging')
      event.preventDefault()
      event.stopPropagation()
    }
    const move = (event: PointerEvent): void => {
      if (held === null) {
        if (event.buttons === 0) element.classList.toggle('can-drag', under(event) !== null)
        return
      }
      if (!isShown(held.drag, now.current.cards)) {
        giveUp()
        return
      }
      const at = chart.current?.priceAt(placeOf(event).y) ?? null
      if (at === null) return
      held = { ...held, drag: { ...held.drag, price: snapped(at, held.card) } }
      setDrag(held.drag)
      event.stopPropagation()
    }
    const letGo = (): void => {
      if (held === null) return
      const { card, drag: last } = held
      release()
      if (last.price === card[last.field]) setDrag(null)
      else void send(last)
    }
    const send = async (last: Drag): Promise<void> => {
      const { ref, revision, field, price } = last
      const result = await sendCommand({ kind: 'edit', ref, revision, change: { [field]: price } })
      const isTaken = result.ok && result.value.orders.every(({ refusal }) => refusal === null)
      if (!isTaken) setDrag((current) => (current === last ? null : current))
    }
    const key = (event: KeyboardEvent): void => {
      if (held === null || event.key !== 'Escape') return
      event.preventDefault()
      event.stopPropagation()
      giveUp()
    }
    element.addEventListener('pointerdown', press, { capture: true })
    element.addEventListener('pointermove', move, { capture: true })
    element.addEventListener('pointerup', letGo, { capture: true })
    element.addEventListener('pointercancel', giveUp, { capture: true })
    window.addEventListener('keydown', key, { capture: true })
    return () => {
      element.removeEventListener('pointerdown', press, { capture: true })
      element.removeEventListener('pointermove', move, { capture: true })
      element.removeEventListener('pointerup', letGo, { capture: true })
      element.removeEventListener('pointercancel', giveUp, { capture: true })
      window.removeEventListener('keydown', key, { capture: true })
    }
  }, [area, chart])

  return isOver ? null : drag
}
