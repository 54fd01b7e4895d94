import type { DecisionRow, HappeningRow } from '../../../../src-renderer/features/review/review-filters.ts'
import type { DayReview, DaySummary } from '../../../../src-shared/contract/views/review.ts'
import { type Ticker, ticker } from '../../../../src-shared/domain/ids.ts'
import { type UtcMs, utcMs } from '../../../../src-shared/domain/time.ts'

const cell = { vote: 'NEUTRAL', confidence: 40 } as const
const cells = { RG: cell, RS: cell, ST: cell, VP: cell, CA: cell, TD: cell }

export const NVDA: Ticker = ticker('NVDA')
export const AMD: Ticker = ticker('AMD')

/** 09:30 and 16:00 in New York on 15 November 2023. */
export const OPEN = utcMs(Date.UTC(2023, 10, 15, 14, 30))
export const CLOSE = utcMs(Date.UTC(2023, 10, 15, 21))
/** Minutes after the open. */
export const after = (minutes: number): UtcMs => utcMs(OPEN + minutes * 60_000)

export const decision = (change: Partial<DecisionRow> & Pick<DecisionRow, 'seq'>): DecisionRow => ({
  row: 'decision',
  time: after(5),
  barStart: OPEN,
  symbol: NVDA,
  candidate: 'short',
  cells,
  agreeing: 3,
  score: 49.8,
  vetoedBy: [],
  result: 'vetoed',
  says: 'vetoed by Statistics',
  r: null,
  profit: null,
  ...change,
})

export const happening = (change: Partial<HappeningRow> & Pick<HappeningRow, 'seq'>): HappeningRow => ({
  row: 'happening',
  time: after(6),
  subject: 'fill',
  symbol: NVDA,
  says: 'Filled: SELL 20 at 480.60.',
  amount: null,
  ...change,
})

export const day = (date: string, change: Partial<DaySummary> = {}): DaySummary => ({
  run: 'run',
  date,
  started: OPEN,
  source: 'a market',
  current: false,
  decisions: 0,
  entries: 0,
  profit: 0,
  ...change,
})

export const dayReview = (change: Partial<DayReview> = {}): DayReview => ({
  ...day('2023-11-15'),
  open: OPEN,
  close: CLOSE,
  trades: 0,
  won: 0,
  meanR: null,
  drawdown: 0,
  commissions: 0,
  curve: [],
  modes: [],
  ...change,
})
