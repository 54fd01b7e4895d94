import type { WatchRow } from '../../../src-shared/contract/views/watchlist.ts'
import type { WatchOrder } from '../../stores/settings.ts'

/** The change against the close before, a fraction; null while one of them is not known. */
export const changeOf = ({ last, priorClose }: Pick<WatchRow, 'last' | 'priorClose'>): number | null =>
  last === null || priorClose === null || priorClose === 0 ? null : last / priorClose - 1

const LAST = Number.NEGATIVE_INFINITY

/** What is sorted by, most first; rows that are equal stay in their configured order. */
const KEYS: Readonly<Record<Exclude<WatchOrder, 'configured' | 'symbol'>, (row: WatchRow) => readonly number[]>> = {
  agree: ({ card }) => (card === null ? [LAST] : [card.agreeing, Math.abs(card.score)]),
  score: ({ card }) => [card === null ? LAST : Math.abs(card.score)],
  change: (row) => [changeOf(row) ?? LAST],
  profit: ({ profit }) => [profit ?? LAST],
}

export const ORDER_WORDS: Readonly<Record<WatchOrder, { label: string; says: string }>> = {
  agree: { label: 'agree', says: 'Agreeing edges, then score' },
  score: { label: 'score', says: 'Score' },
  change: { label: 'change', says: "Day's change" },
  profit: { label: 'P&L', says: "Day's profit" },
  symbol: { label: 'symbol', says: 'Symbol, A to Z' },
  configured: { label: 'list', says: 'As configured' },
}

const mostFirst = (one: readonly number[], other: readonly number[]): number => {
  for (const [index, value] of one.entries()) {
    const otherValue = other[index] ?? LAST
    if (value !== otherValue) return otherValue > value ? 1 : -1
  }
  return 0
}

/** The traded symbols that `filter` leaves, as `order` has them. */
export function arrange(rows: readonly WatchRow[], order: WatchOrder, filter: string): string[] {
  const wanted = filter.trim().toUpperCase()
  const traded = rows
    .filter(({ role, symbol }) => role === 'traded' && symbol.includes(wanted))
    .sort((one, other) => one.place - other.place)
  if (order === 'symbol') traded.sort((one, other) => (one.symbol < other.symbol ? -1 : 1))
  else if (order !== 'configured') {
    const keyOf = KEYS[order]
    const keys = new Map(traded.map((row) => [row, keyOf(row)]))
    traded.sort((one, other) => mostFirst(keys.get(one) ?? [], keys.get(other) ?? []))
  }
  return traded.map(({ symbol }) => symbol)
}

/** All rows as text, a line each, for the clipboard. */
export function asText(rows: readonly WatchRow[]): string {
  const lines = rows.map((row) => {
    const change = changeOf(row)
    const cells = [
      row.symbol,
      row.last?.toFixed(row.decimals) ?? '',
      change === null ? '' : `${(change * 100).toFixed(2)} %`,
      row.card === null ? '' : `${row.card.agreeing}/6`,
      row.card?.why ?? '',
      row.shares === 0 ? '' : String(row.shares),
      row.profit?.toFixed(2) ?? '',
    ]
    return cells.join('\t')
  })
  return ['symbol\tlast\tchange\tagree\twhy not\tposition\tP&L', ...lines].join('\n')
}
