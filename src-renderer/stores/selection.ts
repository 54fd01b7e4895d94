import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { TimeFrame } from '../../src-shared/contract/topic-ids.ts'
import type { OrderRef, Ticker } from '../../src-shared/domain/ids.ts'
import { currentWatchlist, onWatchlist } from './watchlist.ts'

/** The screens, in the order of the navigation. */
export const SCREENS = ['trade', 'review'] as const
export type Screen = (typeof SCREENS)[number]

/** What the trader looks at. */
export interface Selection {
  /** Null until there are symbols. */
  readonly symbol: Ticker | null
  readonly frame: TimeFrame
  /** The card on which `a`, `e` and `r` act. */
  readonly focusedCard: OrderRef | null
  readonly screen: Screen
  setSymbol(symbol: Ticker): void
  setFrame(frame: TimeFrame): void
  focusCard(ref: OrderRef | null): void
  show(screen: Screen): void
}

export const selection = createStore<Selection>((set) => ({
  symbol: null,
  frame: '5m',
  focusedCard: null,
  screen: 'trade',
  setSymbol: (symbol) => set({ symbol }),
  setFrame: (frame) => set({ frame }),
  focusCard: (focusedCard) => set({ focusedCard }),
  show: (screen) => set({ screen }),
}))

// The first symbol is looked at until another is chosen, and again when a session has not the chosen one.
const selectFirst = (): void => {
  const { rows, byKey } = currentWatchlist()
  const { symbol } = selection.getState()
  if (symbol !== null && byKey.has(symbol)) return
  const first = rows.find(({ role }) => role === 'traded')
  if (first !== undefined) selection.setState({ symbol: first.symbol })
}
onWatchlist(selectFirst)

export function useSelection(): Selection
export function useSelection<Part>(select: (selection: Selection) => Part): Part
export function useSelection<Part>(
  select: (selection: Selection) => Part | Selection = (all) => all,
): Part | Selection {
  return useStore(selection, select)
}
