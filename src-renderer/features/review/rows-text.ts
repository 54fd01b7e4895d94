import type { ReviewRow } from '../../../src-shared/contract/views/review.ts'
import { SHOWN_EDGES, voteWords } from '../../ui/edge-words.ts'
import { hundredths, money, timeOfDay } from '../../ui/format.ts'
import { tabbed } from '../activity/copy-table.ts'

const HEAD = ['Time', 'Symbol', 'Candidate', ...SHOWN_EDGES, 'Agree', 'Score', 'Result', 'R', 'P&L'] as const

function cells(row: ReviewRow): readonly string[] {
  const time = timeOfDay(row.time)
  if (row.row === 'happening') {
    const amount = row.subject === 'fill' && row.amount !== null ? money(row.amount, { sign: true }) : ''
    return [time, row.symbol ?? '', '', ...SHOWN_EDGES.map(() => ''), '', '', row.says, '', amount]
  }
  const { symbol, candidate, agreeing, score, says, r, profit } = row
  const side = candidate ?? 'long'
  return [
    time,
    symbol,
    candidate ?? 'none',
    ...SHOWN_EDGES.map((edge) => voteWords(row.cells[edge].vote, side)),
    `${agreeing} of 6`,
    hundredths(Math.trunc(score)),
    says,
    r === null ? '' : money(r, { sign: true, decimals: 1 }),
    profit === null ? '' : money(profit, { sign: true }),
  ]
}

/** Rows as text with tabs, for a spreadsheet. */
export const rowsAsText = (rows: readonly ReviewRow[]): string => tabbed([HEAD, ...rows.map(cells)])
