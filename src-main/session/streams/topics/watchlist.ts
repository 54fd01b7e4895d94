import type { RefusalCode } from '../../../../src-shared/contract/errors.ts'
import type { WatchRow } from '../../../../src-shared/contract/views/watchlist.ts'
import type { Decision } from '../../../../src-shared/domain/decision.ts'
import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import type { RiskLimits } from '../../../../src-shared/domain/limits.ts'
import type { Profile } from '../../../engine/profiles/profile.ts'
import type { DeskView } from '../../../trading/desk-context.ts'
import { unrealisedAt } from '../../../trading/ledger/holding.ts'
import { placeKey, waitingBrackets } from '../../../trading/state/desk-state.ts'
import { FollowedTable } from '../changes.ts'
import type { SessionModel } from '../session-model.ts'
import type { SymbolBook } from '../symbol-book.ts'
import type { TopicSource } from '../topic-hub.ts'
import { shownScore, whyNot } from '../words/why.ts'
import { entryBook } from './status.ts'

export function watchlistTopic(model: SessionModel): TopicSource {
  const rows = new WatchRows(model)
  const followed = new FollowedTable<WatchRow>(({ symbol }) => symbol, rows.make(true))
  return {
    snapshot: () => followed.state,
    changes: (occasion) => followed.update(rows.make(occasion === 'batch')),
  }
}

interface Kept {
  readonly book: SymbolBook
  readonly place: number
  readonly role: WatchRow['role']
  decision: Decision | null
  row: WatchRow
}

/** The rows as they stand, each a new object only where something of it has changed. */
class WatchRows {
  private readonly model: SessionModel
  private readonly kept: Kept[]

  constructor(model: SessionModel) {
    this.model = model
    const { instruments, traded } = model.session.facts
    const context = instruments.map(({ symbol }) => symbol).filter((symbol) => !traded.includes(symbol))
    this.kept = [...traded, ...context].flatMap((symbol, place) => {
      const book = model.books.get(symbol)
      if (book === undefined) return []
      const role = place < traded.length ? 'traded' : 'context'
      return [{ book, place, role, decision: null, row: emptyRow(book, place, role) }]
    })
  }

  /** @param prices with what prices change; else only what happened */
  make(prices: boolean): readonly WatchRow[] {
    const { desk, facts } = this.model.session
    const venue = entryBook(desk)
    const limits = venue === undefined ? null : desk.limitsOf(venue.book)
    const waiting = new Set<Ticker>(waitingBrackets(desk.state).map(({ symbol }) => symbol))
    const { monotonic } = desk.now()
    return this.kept.map((kept) => {
      const { book } = kept
      const { symbol } = book.instrument
      if (kept.decision !== book.decision) {
        kept.decision = book.decision
        kept.row = { ...kept.row, card: cardOf(book.decision, facts.profile.data) }
      }
      const holding = venue === undefined ? undefined : desk.state.holdings.get(placeKey(venue.book, symbol))
      const last = prices ? desk.quotes.price(symbol) : kept.row.last
      const next = {
        last,
        priorClose: book.priorClose,
        spark: prices ? book.spark : kept.row.spark,
        staged: waiting.has(symbol),
        shares: holding?.shares ?? 0,
        profit:
          holding === undefined
            ? null
            : Math.round(
                (last === null || holding.shares === 0 ? 0 : unrealisedAt(holding, last) * 100) +
                  holding.realised -
                  holding.commissions,
              ) / 100,
        halted: desk.quotes.quote(symbol)?.halted ?? false,
        dataProblem: prices ? problemOf(desk, symbol, monotonic, limits) : kept.row.dataProblem,
      }
      if (differs(kept.row, next)) kept.row = { ...kept.row, ...next }
      return kept.row
    })
  }
}

type Moving = Pick<
  WatchRow,
  'last' | 'priorClose' | 'spark' | 'staged' | 'shares' | 'profit' | 'halted' | 'dataProblem'
>

const differs = (row: Moving, next: Moving): boolean =>
  row.last !== next.last ||
  row.spark !== next.spark ||
  row.staged !== next.staged ||
  row.shares !== next.shares ||
  row.profit !== next.profit ||
  row.halted !== next.halted ||
  row.dataProblem !== next.dataProblem ||
  row.priorClose !== next.priorClose

const emptyRow = ({ instrument, decimals }: SymbolBook, place: number, role: WatchRow['role']): WatchRow => ({
  symbol: instrument.symbol,
  place,
  role,
  decimals,
  last: null,
  priorClose: null,
  spark: [],
  card: null,
  staged: false,
  shares: 0,
  profit: null,
  halted: false,
  dataProblem: null,
})

function cardOf(decision: Decision | null, profile: Profile): WatchRow['card'] {
  if (decision === null) return null
  const {
    candidate,
    cards: [card],
  } = decision
  return {
    candidate,
    cells: card.votes,
    agreeing: card.agreeing,
    score: shownScore(card, profile),
    vetoedBy: [...card.vetoedBy],
    why: whyNot(decision, profile),
  }
}

/** Few words for a narrow row; the card says it in full. */
const PROBLEMS: Partial<Readonly<Record<RefusalCode, string>>> = {
  'feed-lost': 'no data',
  'no-quote': 'no quote',
  'stale-quote': 'stale',
  'not-live-data': 'not live',
  'symbol-halted': 'halted',
  'crossed-quote': 'crossed quote',
}

function problemOf(desk: DeskView, symbol: Ticker, now: number, limits: RiskLimits | null): string | null {
  const refused = limits === null ? null : desk.quotes.refuse(symbol, now, limits)
  return refused === null ? null : (PROBLEMS[refused.code] ?? refused.message)
}
