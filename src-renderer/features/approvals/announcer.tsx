import { useEffect, useState } from 'react'
import type { Card } from '../../../src-shared/contract/views/orders.ts'
import { announcement } from './card-words.ts'

interface AnnouncerProps {
  readonly cards: readonly Card[]
  /** Operator ms that a card has left. */
  readonly leftOf: (card: Card) => number
}

/** The waiting cards that were said aloud, also while another screen was shown. */
let told: ReadonlySet<string> = new Set()

/** Says each staged order aloud, once. */
export function Announcer({ cards, leftOf }: AnnouncerProps) {
  const [text, setText] = useState('')
  useEffect(() => {
    const fresh = cards.filter(({ ref }) => !told.has(ref))
    told = new Set(cards.map(({ ref }) => ref))
    if (fresh.length > 0) setText(fresh.map((card) => announcement(card, leftOf(card))).join(' '))
  }, [cards, leftOf])
  return (
    <p className="vh" role="status">
      {text}
    </p>
  )
}
