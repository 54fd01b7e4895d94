import { type RefObject, useEffect, useRef } from 'react'
import type { Card } from '../../../src-shared/contract/views/orders.ts'
import { useSelection } from '../../stores/selection.ts'
import { focusAfter } from './card-list.ts'

/** Keeps one card focused while there are any, and says when the focus fell to another by itself. */
export function useFocusedCard(cards: readonly Card[], onFell: () => void): Card | null {
  const focused = useSelection(({ focusedCard }) => focusedCard)
  const focusCard = useSelection((selection) => selection.focusCard)
  const before = useRef<readonly Card['ref'][]>([])
  const fell = useRef(onFell)
  useEffect(() => {
    fell.current = onFell
  })
  useEffect(() => {
    const now = cards.map(({ ref }) => ref)
    const next = focusAfter(before.current, now, focused)
    before.current = now
    if (next === focused) return
    fell.current()
    focusCard(now.find((ref) => ref === next) ?? null)
  }, [cards, focused, focusCard])
  return cards.find(({ ref }) => ref === focused) ?? null
}

/** The focused card stays in sight, and takes the keyboard along where that was in the list. */
export function useFocusFollows(list: RefObject<HTMLElement | null>, focused: Card | null): void {
  const ref = focused?.ref ?? null
  const within = useRef(false)
  useEffect(() => {
    const element = list.current
    const look = (): void => {
      within.current = element?.contains(document.activeElement) ?? false
    }
    // What is removed with the focus in it tells nobody: the last word is that the list had it.
    document.addEventListener('focusin', look)
    return () => document.removeEventListener('focusin', look)
  }, [list])
  useEffect(() => {
    if (ref === null) return
    const element = list.current?.querySelector<HTMLElement>(`[data-card="${CSS.escape(ref)}"]`)
    element?.scrollIntoView({ block: 'nearest' })
    if (!within.current || element?.contains(document.activeElement)) return
    const button = element?.matches('button') ? element : element?.querySelector<HTMLElement>('button')
    button?.focus({ preventScroll: true })
  }, [list, ref])
}
