import type { z } from 'zod'
import type { TopicId } from '../../../src-shared/contract/topic-ids.ts'
import { type ActivityLine, activityLineSchema } from '../../../src-shared/contract/views/activity.ts'
import {
  type Card,
  cardSchema,
  type OrderView,
  orderViewSchema,
  type PositionView,
  positionViewSchema,
} from '../../../src-shared/contract/views/orders.ts'
import { type Scorecard, scorecardSchema } from '../../../src-shared/contract/views/scorecard.ts'
import { type Status, statusSchema } from '../../../src-shared/contract/views/status.ts'
import { type Candle, type SymbolView, symbolSchema } from '../../../src-shared/contract/views/symbol.ts'
import { type WatchRow, watchRowSchema } from '../../../src-shared/contract/views/watchlist.ts'
import type { Vote } from '../../../src-shared/domain/vote.ts'
import { checked } from './checked.ts'
import { NO_GATEWAY } from './gateway.ts'
import { CLOSE, DECIDED, madeCandles, madeProfile, NOW, OPEN, ofDayBefore, ofToday } from './made-market.ts'

type StatusInput = z.input<typeof statusSchema>
const SHOWN = ['RG', 'RS', 'ST', 'VP', 'CA', 'TD'] as const
const LETTERS: Readonly<Record<string, Vote>> = {
  L: 'STRONG_LONG',
  l: 'LONG',
  s: 'SHORT',
  S: 'STRONG_SHORT',
  n: 'NEUTRAL',
  a: 'ABSTAIN',
  v: 'VETO_LONG',
  w: 'VETO_SHORT',
}
const CONFIDENCES = { RG: 55, RS: 60, ST: 60, VP: 60, CA: 40, TD: 70 } as const
const voteOf = (votes: string, at: number): Vote => LETTERS[votes[at] ?? 'n'] ?? 'NEUTRAL'

/** Six cells of six letters, in the order in which they are shown. */
export function cellsOf(votes: string) {
  const cell = (at: number) => ({
    vote: voteOf(votes, at),
    confidence: votes[at] === 'a' ? 0 : CONFIDENCES[SHOWN[at] ?? 'RG'],
  })
  return { RG: cell(0), RS: cell(1), ST: cell(2), VP: cell(3), CA: cell(4), TD: cell(5) }
}

type Line = readonly [
  symbol: string,
  last: number,
  change: number,
  votes: string,
  agreeing: number,
  score: number,
  why: string,
]
const TRADED: readonly Line[] = [
  ['AMD', 118.31, 1.74, 'lLnlLl', 5, 88, ''],
  ['CRM', 217.43, 1.31, 'lllLnl', 5, 51, ''],
  ['AMZN', 144.02, 0.57, 'lnnlLl', 4, 52, 'own edges 1 of 2'],
  ['META', 335.96, 1.77, 'llnvLl', 4, 63, 'Volume vetoes'],
  ['NVDA', 487.32, 1.21, 'llvlnl', 4, 41, 'Statistics vetoes'],
  ['MSFT', 371.84, 0.59, 'lnnlll', 4, 41, 'score 0.41'],
  ['AVGO', 962.15, 0.39, 'lnnnll', 3, 36, '3 of 6'],
  ['GOOGL', 135.04, 0.31, 'llnnnl', 3, 33, '3 of 6'],
  ['NFLX', 463.1, 0.25, 'lnnlal', 3, 34, '3 of 6'],
  ['JPM', 148.31, 0.15, 'lnnsLl', 3, 30, '3 of 6'],
  ['COST', 572.86, -0.25, 'lnnnnl', 2, 22, 'no candidate'],
  ['AAPL', 187.12, -0.47, 'lssnnl', 2, 12, 'no candidate'],
  ['XOM', 103.08, -1.47, 'lnnnal', 2, 20, 'no candidate'],
  ['TSLA', 242.64, -1.41, 'lSnnvl', 2, 8, 'Cross-asset vetoes'],
]
const CONTEXT: readonly (readonly [string, number, number])[] = [
  ['SPY', 451.79, 0.47],
  ['QQQ', 388.55, 0.71],
  ['IWM', 177.82, -0.12],
  ['XLK', 182.79, 0.82],
  ['XLC', 69.37, 0.65],
  ['XLY', 165.3, -0.08],
  ['XLF', 34.8, 0.26],
  ['XLE', 84.02, -1.29],
  ['XLP', 69.44, -0.2],
]
const LASTS = new Map([...TRADED, ...CONTEXT].map(([symbol, last]) => [symbol, last] as const))
const HELD: Readonly<Record<string, readonly [shares: number, profit: number]>> = {
  NVDA: [20, 41.2],
  TSLA: [-41, 49.2],
  JPM: [67, -13.4],
  META: [0, 128.4],
  XOM: [0, 114],
}

const seedOf = (symbol: string): number => [...symbol].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7)
const made = new Map<string, readonly Candle[]>()
export function candlesOf(symbol: string): readonly Candle[] {
  const candles = made.get(symbol) ?? madeCandles(seedOf(symbol), LASTS.get(symbol) ?? 100)
  made.set(symbol, candles)
  return candles
}

function watchRow(symbol: string, place: number, last: number, change: number, line: Line | null): WatchRow {
  const [shares, profit] = HELD[symbol] ?? [0, null]
  return checked(watchRowSchema, {
    symbol,
    place,
    role: line === null ? 'context' : 'traded',
    decimals: 2,
    last,
    priorClose: Math.round((last / (1 + change / 100)) * 100) / 100,
    spark: ofToday(candlesOf(symbol)).map(({ close }) => close),
    card:
      line === null
        ? null
        : {
            candidate: line[6] === 'no candidate' ? null : 'long',
            cells: cellsOf(line[3]),
            agreeing: line[4],
            score: line[5],
            vetoedBy: line[6] === 'no candidate' ? [] : SHOWN.filter((_, at) => line[3][at] === 'v'),
            why: line[6],
          },
    staged: line !== null && line[6] === '',
    shares,
    profit,
    data: { label: 'live', words: '', says: '' },
  })
}

export const WATCHLIST: readonly WatchRow[] = [
  ...TRADED.map((line, place) => watchRow(line[0], place, line[1], line[2], line)),
  ...CONTEXT.map(([symbol, last, change], at) => watchRow(symbol, TRADED.length + at, last, change, null)),
]

export const madeStatus = (change: Partial<StatusInput> = {}): Status =>
  checked(statusSchema, {
    mode: 'dry-run',
    tradingState: 'active',
    automaticApproval: false,
    managed: { positions: 0, entries: 0 },
    account: { id: 'DU1234567', class: 'simulated' },
    source: { kind: 'demo', name: 'seed 7' },
    session: 'feed-1',
    state: { phase: 'running' },
    time: NOW,
    window: 'mid-morning',
    day: { date: '2023-11-15', open: OPEN, close: CLOSE },
    nextDecision: DECIDED + 600_000,
    clock: { speed: 1, paused: false, slowWhileWaiting: true, slowed: true, from: OPEN, until: CLOSE },
    regime: { regime: 'TREND_UP', confidence: 55, reason: 'SPY +0.42 %, QQQ agrees, IWM does not' },
    profit: { realised: 242.4, unrealised: 77, commissions: 7, profit: 312.4, lossLimit: 1_000, tripped: false },
    connection: { state: 'ready', reason: '' },
    data: { age: 300, lost: null },
    audit: { events: 641, failure: null },
    ...change,
  })

type Plan = readonly [symbol: string, quantity: number, limit: number, stop: number, target: number, drift: number]
const PLANS: readonly Plan[] = [
  ['AMD', 84, 118.24, 117.44, 119.52, 0.22],
  ['CRM', 46, 217.05, 215.6, 219.37, 0.66],
  ['AMZN', 69, 143.9, 142.94, 145.44, 0.11],
]

const madeCard = ([symbol, quantity, limit, stop, target, atrs]: Plan, left = 54_000): Card =>
  checked(cardSchema, {
    ref: `feed-${symbol}`,
    revision: 1,
    origin: 'decision',
    book: { kind: 'simulated' },
    symbol,
    side: 'long',
    barStart: DECIDED,
    quantity,
    limit,
    stop,
    target,
    stopDistance: limit - stop,
    targetDistance: target - limit,
    tick: 0.01,
    decimals: 2,
    value: quantity * limit,
    risk: quantity * (limit - stop),
    reward: quantity * (target - limit),
    rMultiple: (target - limit) / (limit - stop),
    marginEstimate: (quantity * limit) / 4,
    drift: { from: limit, to: limit + atrs * 0.58, atrs, allowed: 0.5 },
    left,
    lifetime: 180_000,
    inTheWay:
      atrs > 0.5
        ? {
            code: 'approve-again',
            message: `Price moved ${atrs} ATR since staging (0.50 allowed). Approve again, or edit.`,
          }
        : null,
    votes: { cells: cellsOf('lLnlLl'), agreeing: 5, score: atrs > 0.5 ? 51 : 88 },
  })
export const CARDS: readonly Card[] = PLANS.map((plan) => madeCard(plan))

/** The same cards with what stands in the way of each. */
export const cardsRefusedBy = (refusal: (symbol: string) => Card['inTheWay']): Card[] =>
  CARDS.map((card) => checked(cardSchema, { ...card, inTheWay: refusal(card.symbol) ?? card.inTheWay }))

const position = (
  symbol: string,
  side: 'long' | 'short',
  shares: number,
  average: number,
  stop: number,
  target: number,
  unrealised: number,
): PositionView => {
  const sign = side === 'long' ? 1 : -1
  return checked(positionViewSchema, {
    key: `simulated/${symbol}`,
    book: { kind: 'simulated' },
    symbol,
    side,
    shares,
    average,
    price: LASTS.get(symbol) ?? null,
    unrealised,
    realised: 0,
    stop,
    target,
    protection: 'confirmed',
    atStop: Math.round((stop - average) * shares * sign * 100) / 100,
    atTarget: Math.round((target - average) * shares * sign * 100) / 100,
    closing: null,
    held: null,
    accountShares: null,
    decimals: 2,
  })
}
export const POSITIONS: readonly PositionView[] = [
  position('NVDA', 'long', 20, 485.26, 482.06, 490.38, 41.2),
  position('TSLA', 'short', 41, 243.84, 245.64, 240.96, 49.2),
  position('JPM', 'long', 67, 148.51, 147.91, 149.47, -13.4),
]

export const ORDERS: readonly OrderView[] = POSITIONS.flatMap(({ symbol, side, shares, stop, target }, at) =>
  (['stop', 'target'] as const).map((role) =>
    checked(orderViewSchema, {
      ref: `feed-${symbol}-${role}`,
      book: { kind: 'simulated' },
      symbol,
      role,
      action: side === 'long' ? 'SELL' : 'BUY',
      quantity: shares,
      filled: at === 2 && role === 'target' ? 20 : 0,
      average: at === 2 && role === 'target' ? 149.47 : null,
      pricing: role === 'stop' ? { type: 'STP', stop: stop ?? 1 } : { type: 'LMT', limit: target ?? 1 },
      timeInForce: 'GTC',
      state:
        at === 1 && role === 'stop'
          ? 'pending-modify'
          : at === 2 && role === 'target'
            ? 'partially-filled'
            : 'acknowledged',
      over: false,
      parent: `feed-${symbol}`,
      cancelWanted: null,
      held: null,
      decimals: 2,
    }),
  ),
)

const LINES: readonly (readonly [
  number,
  ActivityLine['subject'],
  string | null,
  ActivityLine['mark'],
  string,
  number | null,
])[] = [
  [-4_840_000, 'session', null, 'plain', 'Session started in dry run', null],
  [-4_327_000, 'session', null, 'plain', 'Market open, opening drive', null],
  [-3_413_000, 'fill', 'XOM', 'short', 'sold short 95 at 104.42', null],
  [-1_918_000, 'fill', 'NVDA', 'long', 'bought 20 at 485.26', null],
  [-1_787_000, 'fill', 'XOM', 'good', 'target filled 103.22', 114],
  [-619_000, 'fill', 'META', 'good', 'target filled 335.42', 128.4],
  [-127_000, 'decision', 'META', 'veto', 'long vetoed by Volume', null],
  [-127_000, 'decision', 'NVDA', 'veto', 'long vetoed by Statistics', null],
  [-126_000, 'staged', 'AMD', 'long', 'buy 84 staged', 67.2],
  [-126_000, 'staged', 'CRM', 'long', 'buy 46 staged', 66.7],
  [-30_000, 'risk', 'CRM', 'warning', 'not sent: drift 0.66 ATR', null],
]
const ACTIVITY: readonly ActivityLine[] = LINES.map(([before, subject, symbol, mark, text, amount], at) =>
  checked(activityLineSchema, { number: at + 1, time: NOW + before, subject, symbol, text, mark, amount }),
)

const REASONS: readonly (readonly [reason: string, name: string, value: string, flip: string | null])[] = [
  ['SPY up 0.42 % since the open; QQQ agrees, IWM does not', 'day', '+0.42 %', 'neutral under 451.25'],
  [
    'Up 0.9 % against XLK over 20 bars, more than SPY’s 0.4 %; 85th percentile of 14 stocks',
    'vs XLK',
    '+0.91 %',
    'neutral at the 70th',
  ],
  ['Price is 2.7 σ above its 50-bar mean; momentum is ordinary', 'price', '+2.67 σ', 'lifts at 487.00'],
  ['Above today’s value area while the market trends up', 'POC', '483.75', 'veto above 488.89'],
  ['AMD confirms, INTC contradicts, AVGO is flat over 10 bars', 'AMD', '+0.53 %', 'long if AVGO +0.10 %'],
  ['Mid-morning trend, 10:30 to 11:30, favours any kind of trade', 'left', '47:53', 'neutral at 11:30'],
]

/** A symbol's newest decision; NVDA's is vetoed by Statistics. */
export function madeScorecard(symbol: string, barStart: number = DECIDED): Scorecard {
  const line = TRADED.find(([each]) => each === symbol) ?? TRADED[4]
  if (line === undefined) throw new RangeError(`no decisions on ${symbol}`)
  const [, last, , votes, agreeing, score, why] = line
  const vetoed = votes.includes('v')
  const candidate = why === 'no candidate' ? null : 'long'
  const side = (which: 'long' | 'short') => ({
    side: which,
    agreeing,
    ownAgreeing: 2,
    withData: 6,
    score,
    vetoedBy: SHOWN.filter((_, at) => votes[at] === 'v'),
    edges: SHOWN.map((edge, at) => {
      const [reason = '', name = '', value = '', flip = null] = REASONS[at] ?? []
      return { edge, cell: cellsOf(votes)[edge], reason, inputs: [{ name, value }], flip }
    }),
  })
  return checked(scorecardSchema, {
    symbol,
    decided: {
      barStart,
      close: last,
      atr: 1.28,
      candidate,
      tradeKind: 'momentum',
      profile: 'default',
      profileHash: 'a41c9e'.repeat(10).padEnd(64, '0'),
      outcome: vetoed ? 'veto' : why === '' ? 'enter' : 'hold',
      verdict: vetoed
        ? 'Statistics vetoes this long: price is 2.7 σ above its mean. Lifts at 487.00 or below.'
        : why === ''
          ? `Long: ${agreeing} of 6 agree.`
          : `No trade: ${why}.`,
      beyond: vetoed ? `Without the veto: ${agreeing} of 6 agree, but the score of 0.41 is under 0.50.` : null,
      exit: null,
    },
    cards: candidate === null ? [side('long'), side('short')] : [side('long')],
    needs: { agreeing: 4, ownAgreeing: 2, score: 50 },
    matrix: Array.from({ length: 30 }, (_, at) => ({
      barStart: barStart - (29 - at) * 300_000,
      side: 'long' as const,
      candidate: at > 14,
      agreeing: Math.min(agreeing, 1 + Math.floor(at / 7)),
      cells: cellsOf(at > 20 ? votes : 'nsnsnn'),
    })),
  })
}

function madeSymbol(symbol: string): SymbolView {
  const candles = candlesOf(symbol)
  const prior = madeProfile(ofDayBefore(candles))
  const nvda = symbol === 'NVDA'
  const at = (bars: number) => candles.at(-bars)
  return checked(symbolSchema, {
    symbol,
    data: { label: 'live', words: '', says: '' },
    kind: CONTEXT.some(([each]) => each === symbol) ? 'etf' : 'stock',
    tick: 0.01,
    decimals: 2,
    profile: madeProfile(ofToday(candles)),
    prior: { poc: prior.poc, valueHigh: prior.valueHigh, valueLow: prior.valueLow },
    vetoLifts: nvda ? 487 : null,
    markers: nvda
      ? [
          { time: at(9)?.start ?? OPEN, price: at(9)?.low ?? 0, side: 'long', kind: 'filled', says: 'bought 20' },
          {
            time: at(3)?.start ?? OPEN,
            price: at(3)?.low ?? 0,
            side: 'long',
            kind: 'vetoed',
            says: 'vetoed by Statistics',
          },
        ]
      : [],
  })
}

/** Everything that the Trade screen follows, as a session in mid-morning would say it. */
export function tradeTopic(topic: TopicId): unknown {
  const [name, symbol = ''] = topic.split('/')
  if (symbol !== '' && !LASTS.has(symbol)) return null
  switch (name) {
    case 'status':
      return madeStatus()
    case 'gateway':
      return NO_GATEWAY
    case 'watchlist':
      return { rows: WATCHLIST }
    case 'cards':
      return { rows: CARDS }
    case 'orders':
      return { rows: ORDERS }
    case 'positions':
      return { rows: POSITIONS }
    case 'activity':
      return { lines: ACTIVITY }
    case 'symbol':
      return madeSymbol(symbol)
    case 'scorecard':
      return TRADED.some(([each]) => each === symbol) ? madeScorecard(symbol) : null
    case 'candles':
      return { items: candlesOf(symbol) }
    default:
      return null
  }
}
