import { useEffect, useRef, useState } from 'react'
import type { Card } from '../../../src-shared/contract/views/orders.ts'
import { clock } from '../../stores/cards.ts'
import { takeProgress } from './card-commands.ts'
import { goneWords, orderWords } from './card-words.ts'

/** How long the trace of a card that ended by itself stays, ms. */
const TRACE_MS = 5_000

/** What is left to see of a card that went without the trader having answered it. */
interface GoneCard {
  readonly ref: string
  readonly text: string
}

interface Seen {
  readonly card: Card
  /** When it ends, by the window's monotonic clock. */
  readonly end: number
}

/** The cards that have ended by themselves just now. What the trader approved or rejected leaves no trace here. */
export function useGoneCards(cards: readonly Card[]): readonly GoneCard[] {
  const seen = useRef<ReadonlyMap<string, Seen>>(new Map())
  const timers = useRef(new Set<ReturnType<typeof setTimeout>>())
  const [traces, setTraces] = useState<readonly GoneCard[]>([])

  useEffect(() => {
    const before = seen.current
    const present = new Set<string>(cards.map(({ ref }) => ref))
    seen.current = new Map(cards.map((card) => [card.ref, { card, end: performance.now() + clock.left(card) }]))
    const gone = [...before].flatMap(([ref, { card, end }]): GoneCard[] => {
      if (present.has(ref)) return []
      const progress = takeProgress(ref)
      if (progress !== null && progress.kind !== 'refused' && progress.asked !== 'edit') return []
      return [{ ref, text: `${orderWords(card)} ${goneWords(end - performance.now())}` }]
    })
    if (gone.length === 0) return
    setTraces((traces) => [...traces, ...gone])
    const timer = setTimeout(() => {
      timers.current.delete(timer)
      setTraces((traces) => traces.filter((trace) => !gone.includes(trace)))
    }, TRACE_MS)
    timers.current.add(timer)
  }, [cards])

  useEffect(() => {
    const running = timers.current
    return () => {
      for (const timer of running) clearTimeout(timer)
    }
  }, [])

  return traces.filter(({ ref }) => !cards.some((card) => card.ref === ref))
}
