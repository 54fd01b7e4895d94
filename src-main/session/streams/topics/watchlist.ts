import type { WatchRow } from '../../../../src-shared/contract/views/watchlist.ts'
import type { Decision } from '../../../../src-shared/domain/decision.ts'
import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import type { Profile } from '../../../engine/profiles/profile.ts'
import { unrealisedAt } from '../../../trading/ledger/holding.ts'
import { placeKey, waitingBrackets } from '../../../trading/state/desk-state.ts'
import { FollowedTable } from '../changes.ts'
import type { GatewayModel } from '../gateway-model.ts'
import { sameItem } from '../same-value.ts'
import type { SessionModel } from '../session-model.ts'
import type { SymbolBook } from '../symbol-book.ts'
import type { TopicSource } from '../topic-hub.ts'
import { symbolData } from '../words/symbol-data.ts'
import { shownScore, whyNot } from '../words/why.ts'
import { entryBook } from './status.ts'

export function watchlistTopic(model: SessionModel, gateway: GatewayModel): TopicSource {
  const rows = new WatchRows(model, gateway)
  const followed = new FollowedTable<WatchRow>(({ symbol }) => symbol, rows.make(true))
  return {
    snapshot: () => followed.state,
    changes: (occasion) => followed.replace(rows.make(occasion === 'batch')),
  }
}

interface Kept {
  readonly book: SymbolBook
  decision: Decision | null
  row: WatchRow
}

/** The rows as they stand, each a new object only where something of it has changed. */
class WatchRows {
  private readonly model: SessionModel
  private readonly gateway: GatewayModel
  private kept: readonly Kept[] = []
  private listing = -1

  constructor(model: SessionModel, gateway: GatewayModel) {
    this.model = model
    this.gateway = gateway
  }

  /** Symbols may have come, gone, or begun to be traded. */
  private list(): void {
    const { books, listings, session } = this.model
    if (listings === this.listing) return
    this.listing = listings
    const traded = session.facts.traded.filter((symbol) => books.has(symbol))
    const context = [...books.keys()].filter((symbol) => !traded.includes(symbol))
    const before = new Map(this.kept.map((kept) => [kept.book, kept]))
    this.kept = [...traded, ...context].flatMap((symbol, place) => {
      const book = books.get(symbol)
      if (book === undefined) return []
      const role = place < traded.length ? 'traded' : 'context'
      const known = before.get(book)
      if (known === undefined) return [{ book, decision: null, row: emptyRow(book, place, role) }]
      const { row } = known
      const same = row.place === place && row.role === role
      return [same ? known : { ...known, row: { ...row, place, role } }]
    })
  }

  /** @param prices with what prices change; else only what happened */
  make(prices: boolean): readonly WatchRow[] {
    this.list()
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
        data: prices
          ? symbolData(symbol, { quotes: desk.quotes, limits, monotonic, notice: this.gateway.notices.get(symbol) })
          : kept.row.data,
      }
      if (differs(kept.row, next)) kept.row = { ...kept.row, ...next }
      return kept.row
    })
  }
}

type Moving = Pick<WatchRow, 'last' | 'priorClose' | 'spark' | 'staged' | 'shares' | 'profit' | 'data'>

const differs = (row: Moving, next: Moving): boolean =>
  row.last !== next.last ||
  row.spark !== next.spark ||
  row.staged !== next.staged ||
  row.shares !== next.shares ||
  row.profit !== next.profit ||
  !sameItem(row.data, next.data) ||
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
  data: { label: 'none', words: '', says: '' },
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
