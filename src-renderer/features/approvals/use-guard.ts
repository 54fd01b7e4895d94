import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { Card } from '../../../src-shared/contract/views/orders.ts'
import { ApprovalGuard, type CardPlace } from './approval-guard.ts'

/** How often the window looks whether something has moved, ms. At each press it looks as well. */
const LOOK_MS = 100

const now = (): number => performance.now()

/** Where the cards in the list lie on the screen at this moment. */
function placesIn(list: HTMLElement | null): CardPlace[] {
  const elements = list === null ? [] : [...list.querySelectorAll<HTMLElement>('[data-card]')]
  return elements.map((element) => {
    const { top, height } = element.getBoundingClientRect()
    return { ref: element.dataset['card'] ?? '', revision: Number(element.dataset['revision']), top, height }
  })
}

interface GuardedList {
  readonly list: RefObject<HTMLUListElement | null>
  /** Whether the card has stood still for long enough to be meant; `by` a press on it, or a key. */
  readonly isMeant: (ref: string, by: 'button' | 'key') => boolean
  readonly focusFell: () => void
}

/** Watches where the cards lie, so that approving is only possible on what has stood still. */
export function useGuard(cards: readonly Card[]): GuardedList {
  const list = useRef<HTMLUListElement | null>(null)
  const [guard] = useState(() => new ApprovalGuard())
  const look = (): void => guard.observe(placesIn(list.current), now())

  // After each drawing: a card can move without a change of its own, because one above it has.
  useLayoutEffect(look)

  // It can also move with what stands around the list, and with a note on it.
  const any = cards.length > 0
  useEffect(() => {
    if (!any) return
    const timer = setInterval(() => guard.observe(placesIn(list.current), now()), LOOK_MS)
    return () => clearInterval(timer)
  }, [guard, any])

  return {
    list,
    isMeant: (ref, by) => {
      // What has moved since the last look counts as having moved just now.
      look()
      return by === 'key' ? guard.takesKeys(ref, now()) : guard.standsStill(ref, now())
    },
    focusFell: () => guard.focusFell(now()),
  }
}
