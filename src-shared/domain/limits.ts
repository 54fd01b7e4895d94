import type { Ticker } from './ids.ts'

/** What a limit counts, how one says a number of it, and which numbers can mean something. */
export const LIMIT_UNITS = {
  shares: { says: 'a whole number of shares', whole: true, most: 1_000_000_000 },
  dollars: { says: 'a number of dollars', whole: false, most: 1_000_000_000 },
  positions: { says: 'a whole number of positions', whole: true, most: 10_000 },
  'entries a minute': { says: 'a whole number of entries', whole: true, most: 10_000 },
  fraction: { says: 'a fraction', whole: false, most: 1 },
  times: { says: 'a factor', whole: false, most: 1_000 },
  seconds: { says: 'a number of seconds', whole: false, most: 86_400 },
} as const
export type LimitUnit = keyof typeof LIMIT_UNITS

interface NumericLimit {
  readonly kind: 'number'
  readonly default: number
  readonly unit: LimitUnit
  readonly restriction: 'lower-wins'
  readonly says: string
}

const most = (value: number, unit: LimitUnit, says: string): NumericLimit => ({
  kind: 'number',
  default: value,
  unit,
  restriction: 'lower-wins',
  says,
})

/** The risk limits with their defaults, checked when an order is staged and again at the door. */
export const LIMITS = {
  maxManualOrderShares: most(100, 'shares', 'the most that one order entered by hand may have'),
  maxPositionDollars: most(10_000, 'dollars', 'the most that one position may be worth'),
  maxGrossExposureDollars: most(250_000, 'dollars', 'the most that all positions may be worth, long and short added'),
  maxOpenPositions: most(8, 'positions', 'the most symbols held at a time'),
  maxDailyLossDollars: most(1_000, 'dollars', "a day's own loss, commissions included, that trips the breaker"),
  maxEntriesPerMinute: most(10, 'entries a minute', 'the most entries within a minute of market time'),
  maxLeverage: most(2, 'times', 'gross exposure over the account'),
  maxMarginUse: most(0.5, 'fraction', 'the part of the account that margin may take'),
  priceCollar: most(0.01, 'fraction', 'how far from the last trade an order may be priced'),
  staleAfterSeconds: most(15, 'seconds', 'how old a quote may always be without being stale'),
  staleAfterGaps: most(10, 'times', "how many of its symbol's median gaps a quote may be old without being stale"),
  allowShorting: {
    kind: 'switch',
    default: false,
    restriction: 'false-wins',
    says: 'whether entries may be short',
  },
  allowedSymbols: {
    kind: 'symbols',
    default: null,
    restriction: 'both-must-list',
    says: 'the only symbols that may be entered; any, when not set',
  },
} as const

type LimitValue<Kind> = Kind extends 'number' ? number : Kind extends 'switch' ? boolean : readonly Ticker[] | null

/** The limits in force. Fractions are of one; null for the symbols means any. */
export type RiskLimits = { readonly [Name in keyof typeof LIMITS]: LimitValue<(typeof LIMITS)[Name]['kind']> }

/** Which of two values is the more restrictive: the lower number, the named answer, what both lists name. */
export type Restriction = 'lower-wins' | 'false-wins' | 'true-wins' | 'both-must-list'

/** The more restrictive of two numbers, switches or lists of symbols, `null` being the list of all. */
export const RESTRICT = {
  'lower-wins': (one: number, other: number): number => Math.min(one, other),
  'false-wins': (one: boolean, other: boolean): boolean => one && other,
  'true-wins': (one: boolean, other: boolean): boolean => one || other,
  'both-must-list': (one: readonly Ticker[] | null, other: readonly Ticker[] | null): readonly Ticker[] | null => {
    if (one === null) return other
    return other === null ? one : one.filter((symbol) => other.includes(symbol))
  },
} as const satisfies Readonly<Record<Restriction, unknown>>
