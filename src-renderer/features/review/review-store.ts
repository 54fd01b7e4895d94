import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type {
  DayKey,
  DayReview,
  DaySummary,
  DecisionReview,
  ReviewRow,
} from '../../../src-shared/contract/views/review.ts'
import { FIRST_FILTERS, type Filters } from './review-filters.ts'

/** Something that was asked for. What was there before stays until the answer has come. */
export interface Asked<Value> {
  readonly value: Value | null
  /** What is known of how far it is, as a fraction; null while nothing is asked. */
  readonly progress: number | null
  /** Why there is no answer, in words; null: there is one, or none was asked for. */
  readonly failure: string | null
}

export const NOT_ASKED: Asked<never> = { value: null, progress: null, failure: null }

/** What is known of the chain. */
export type Chain =
  | { readonly kind: 'unchecked' }
  | { readonly kind: 'checking'; readonly done: number; readonly total: number }
  | { readonly kind: 'verified'; readonly events: number; readonly unanchored: number }
  | { readonly kind: 'broken'; readonly seq: number | null; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string }

/** The Review screen as it was left: it is there again when the trader comes back. */
export interface Review {
  readonly days: Asked<readonly DaySummary[]>
  readonly selected: DayKey | null
  readonly day: Asked<DayReview>
  readonly rows: Asked<readonly ReviewRow[]>
  /** The row that is looked at, by its place in the audit. */
  readonly opened: number | null
  /** It was opened by hand: where the window is too narrow for it to stand beside the list, it lies over it. */
  readonly inFront: boolean
  readonly decision: Asked<DecisionReview>
  readonly chain: Chain
  readonly filters: Filters
  /** How far the list of decisions is scrolled down, px. */
  readonly scrolled: number
}

export const reviewStore = createStore<Review>(() => ({
  days: NOT_ASKED,
  selected: null,
  day: NOT_ASKED,
  rows: NOT_ASKED,
  opened: null,
  inFront: false,
  decision: NOT_ASKED,
  chain: { kind: 'unchecked' },
  filters: FIRST_FILTERS,
  scrolled: 0,
}))

export const useReview = <Part>(select: (review: Review) => Part): Part => useStore(reviewStore, select)
export const setFilters = (filters: Filters): void => reviewStore.setState({ filters })
export const keepScroll = (scrolled: number): void => reviewStore.setState({ scrolled })
