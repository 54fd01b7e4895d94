import type { ContractError } from '../../../src-shared/contract/messages.ts'
import { type Query, type QueryAnswers, REVIEW_PAGE } from '../../../src-shared/contract/queries.ts'
import {
  type DayReview,
  type DaySummary,
  dayReviewSchema,
  daySummarySchema,
  decisionReviewSchema,
  type ReviewRow,
  reviewRowSchema,
  type Verification,
  verificationSchema,
} from '../../../src-shared/contract/views/review.ts'
import type { Result } from '../../../src-shared/domain/result.ts'
import { checked } from './checked.ts'
import { CLOSE, OPEN, seeded } from './made-market.ts'
import { candlesOf, cellsOf, madeScorecard, WATCHLIST } from './trade.ts'

const DAY_MS = 86_400_000
const BAR_MS = 300_000

/** Five weeks of days, newest first; the first is under way. */
export const DAYS: readonly DaySummary[] = (() => {
  const random = seeded(11)
  const days = Array.from({ length: 31 }, (_, back) => OPEN - back * DAY_MS)
  return days
    .filter((at) => ![0, 6].includes(new Date(at).getUTCDay()))
    .map((at, index) =>
      checked(daySummarySchema, {
        run: `run-${index}`,
        date: new Date(at).toISOString().slice(0, 10),
        started: at - 600_000,
        source: 'demo, seed 7',
        current: index === 0,
        decisions: 1_092,
        entries: 9,
        profit: index === 0 ? 312.4 : index === 1 ? 116.49 : Math.round((random() - 0.42) * 70_000) / 100,
      }),
    )
})()

const TRADED = WATCHLIST.filter(({ role }) => role === 'traded').map(({ symbol }) => symbol)

/** 78 bars of 14 symbols, and what happened between them. */
export const ROWS: readonly ReviewRow[] = (() => {
  const random = seeded(29)
  const rows: ReviewRow[] = []
  const add = (row: object): void => {
    rows.push(reviewRowSchema.parse({ ...row, seq: rows.length + 100 }))
  }
  for (let bar = 0; bar < 78; bar += 1) {
    const barStart = OPEN + bar * BAR_MS
    const time = barStart + BAR_MS
    if (bar === 2) {
      const says = 'The mode is LIVE PAPER now.'
      add({ row: 'happening', time, subject: 'mode', symbol: null, says, amount: null })
    }
    for (const [at, symbol] of TRADED.entries()) {
      const chance = random()
      const result =
        bar % 9 === 4 && at === bar % TRADED.length
          ? 'filled'
          : chance < 0.013
            ? 'vetoed'
            : chance < 0.034
              ? 'short-of-consensus'
              : chance < 0.036
                ? 'not-sent'
                : 'held'
      const filled = result === 'filled'
      const profit = filled ? Math.round((random() - 0.35) * 12_000) / 100 : null
      const says = {
        filled: 'filled, target',
        vetoed: 'vetoed by Statistics',
        'short-of-consensus': 'own edges 1 of 2',
        'not-sent': 'rejected by the trader',
        held: 'no candidate',
      }[result]
      const candidate = result === 'held' ? null : bar < 45 ? 'short' : 'long'
      const votes = result === 'held' ? 'nnsnln' : candidate === 'short' ? 'ssnsSs' : 'llnlLl'
      add({
        row: 'decision',
        time,
        barStart,
        symbol,
        candidate,
        cells: cellsOf(
          result === 'vetoed' ? `${votes.slice(0, 2)}${candidate === 'short' ? 'w' : 'v'}${votes.slice(3)}` : votes,
        ),
        agreeing: filled ? 5 : result === 'held' ? 1 : 4,
        score: filled ? 70 : result === 'held' ? 12 : 47,
        vetoedBy: result === 'vetoed' ? ['ST'] : [],
        result,
        says,
        r: profit === null ? null : profit / 42.6,
        profit,
      })
      if (!filled) continue
      add({ row: 'happening', time, subject: 'approval', symbol, says: 'Approved by the trader.', amount: null })
      add({ row: 'happening', time: time + 1_000, subject: 'fill', symbol, says: '20 at 480.60', amount: null })
      add({
        row: 'happening',
        time: time + 200_000,
        subject: 'fill',
        symbol,
        says: 'target filled, 20 at 479.75',
        amount: profit,
      })
    }
  }
  return rows
})()

function madeDay(summary: DaySummary): DayReview {
  const random = seeded(3)
  const until = summary.current ? OPEN + 15 * BAR_MS : CLOSE
  const curve: { time: number; profit: number }[] = []
  let profit = 0
  for (let time: number = OPEN; time <= until; time += 60_000) {
    if (time > OPEN + 2_100_000) profit += (random() - 0.485) * 9
    curve.push({ time, profit: Math.round(profit * 100) / 100 })
  }
  curve.push({ time: until, profit: summary.profit })
  return checked(dayReviewSchema, {
    ...summary,
    open: OPEN,
    close: CLOSE,
    trades: 9,
    won: 6,
    meanR: 0.41,
    drawdown: -88.37,
    commissions: 18,
    curve,
    modes: [
      { time: OPEN, mode: 'dry-run' },
      { time: OPEN + 780_000, mode: 'live-paper' },
      { time: OPEN + 10_860_000, mode: 'dry-run' },
      { time: OPEN + 11_280_000, mode: 'live-paper' },
    ],
  })
}

export const VERIFIED: Verification = checked(verificationSchema, { result: 'verified', events: 2_997, unanchored: 12 })
export const BROKEN: Verification = checked(verificationSchema, {
  result: 'broken',
  seq: 1_204,
  message: 'Row 1,204 is not as it was written.',
})

const missing = (message: string): Result<never, ContractError> => ({
  ok: false,
  error: { code: 'not-found', message },
})

/** An audit of five weeks. Every day has the same rows. */
export const reviewQuery =
  (verification: Verification, days: readonly DaySummary[] = DAYS) =>
  (asked: Query): Result<QueryAnswers[Query['kind']], ContractError> => {
    switch (asked.kind) {
      case 'days':
        return { ok: true, value: { days } }
      case 'margin':
        return missing('Nothing is asked of a broker here.')
      case 'verify':
        return { ok: true, value: verification }
      case 'day': {
        const summary = days.find(({ run }) => run === asked.day.run)
        return summary === undefined ? missing('There is no such day.') : { ok: true, value: madeDay(summary) }
      }
      case 'day-rows': {
        const rows = ROWS.filter(({ seq }) => seq > asked.after)
        return { ok: true, value: { rows: rows.slice(0, REVIEW_PAGE), more: rows.length > REVIEW_PAGE } }
      }
      case 'decision': {
        const row = ROWS.find(
          (each) => each.row === 'decision' && each.symbol === asked.symbol && each.barStart === asked.barStart,
        )
        if (row?.row !== 'decision') return missing('There is no such decision.')
        return { ok: true, value: madeDecision(row) }
      }
    }
  }

function madeDecision({ seq, symbol, barStart, time, result }: Extract<ReviewRow, { row: 'decision' }>) {
  const candles = candlesOf(symbol).filter(({ start }) => start <= barStart)
  const close = candles.at(-1)?.close ?? 100
  const filled = result === 'filled'
  return checked(decisionReviewSchema, {
    seq,
    scorecard: madeScorecard(symbol, barStart),
    candles,
    decimals: 2,
    order: filled
      ? { ref: 'orc-1114-0031', quantity: 20, limit: close, stop: close * 0.9955, target: close * 1.007 }
      : null,
    story: filled
      ? [
          { time: time + 1_204, step: 'staged', says: 'buy 20, risk 42.60 dollars' },
          { time: time + 9_118, step: 'approved', says: 'by the trader' },
          { time: time + 9_121, step: 'journaled', says: 'row 784, before the first byte' },
          { time: time + 10_402, step: 'filled', says: `20 at ${close}` },
          { time: time + 200_000, step: 'target filled', says: '20 at its target' },
        ]
      : [],
  })
}
