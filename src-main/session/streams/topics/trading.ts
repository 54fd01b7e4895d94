import type { Card, OrderView, PositionView } from '../../../../src-shared/contract/views/orders.ts'
import type { OrderRef } from '../../../../src-shared/domain/ids.ts'
import type { LedgerOrder } from '../../../trading/ledger/ledger-order.ts'
import { cardViews, type DeskCard } from '../../../trading/views/cards.ts'
import { orderView } from '../../../trading/views/orders.ts'
import { positionViews } from '../../../trading/views/positions.ts'
import { FollowedTable } from '../changes.ts'
import type { SessionModel } from '../session-model.ts'
import type { TopicSource } from '../topic-hub.ts'
import { shownScore } from '../words/why.ts'

export function cardsTopic(model: SessionModel): TopicSource {
  const cards = (): Card[] => cardViews(model.session.desk).map((card) => ({ ...card, votes: votesOf(model, card) }))
  const followed = new FollowedTable<Card>(({ ref }) => ref, cards())
  // The window counts the time down by itself: it is told with whatever else changes.
  const unlessOnlyTime = (card: Card): Card => {
    const before = followed.get(card.ref)
    if (before === undefined) return card
    // The next slot's decisions are told a moment before its older cards expire: they keep the votes behind them.
    const explained = { ...card, votes: card.votes ?? before.votes }
    const still = { ...explained, left: before.left }
    return followed.same(still) ? before : explained
  }
  return {
    snapshot: () => ({ rows: cards() }),
    changes: (occasion) => {
      const explained = occasion === 'batch' ? cards() : cards().filter((card) => !isAhead(model, card))
      return followed.replace(explained.map(unlessOnlyTime))
    },
  }
}

/** A slot's orders are staged a moment before its decisions are told: a card comes with the votes behind it. */
const isAhead = ({ books }: SessionModel, { symbol, barStart }: DeskCard): boolean =>
  barStart !== null && barStart > (books.get(symbol)?.decision?.barStart ?? 0)

function votesOf({ books, session }: SessionModel, { symbol, barStart }: DeskCard): Card['votes'] {
  const decision = barStart === null ? null : books.get(symbol)?.decision
  if (decision?.barStart !== barStart) return null
  const [card] = decision.cards
  return { cells: card.votes, agreeing: card.agreeing, score: shownScore(card, session.facts.profile.data) }
}

export function ordersTopic(model: SessionModel): TopicSource {
  const rows = new OrderRows(model)
  const followed = new FollowedTable<OrderView>(({ ref }) => ref, rows.make())
  return {
    snapshot: () => followed.state,
    changes: () => followed.replace(rows.make()),
  }
}

/** Orders of the day that have gone out. Of what cannot have changed the row of last time is given. */
class OrderRows {
  private readonly model: SessionModel
  private made = new Map<OrderRef, { readonly known: LedgerOrder; readonly halted: boolean; readonly row: OrderView }>()

  constructor(model: SessionModel) {
    this.model = model
  }

  make(): OrderView[] {
    const { desk } = this.model.session
    const next: typeof this.made = new Map()
    const take = (ref: OrderRef, known: LedgerOrder): void => {
      const halted = desk.quotes.quote(known.order.symbol)?.halted ?? false
      const before = this.made.get(ref)
      const same = before?.known === known && before.halted === halted
      next.set(ref, same ? before : { known, halted, row: orderView(desk, known, this.model.decimals) })
    }
    for (const [ref, known] of desk.state.over) if (hasBeenOut(known)) take(ref, known)
    for (const [ref, known] of desk.state.live) if (known.order.state !== 'staged') take(ref, known)
    this.made = next
    return [...next.values()].map(({ row }) => row)
  }
}

/** Of an order that is over: whether a broker ever had it. What was declined or expired here is told by the activity. */
const hasBeenOut = ({ report, filled, order }: LedgerOrder): boolean =>
  report !== null || filled > 0 || order.state === 'inactive'

export function positionsTopic(model: SessionModel): TopicSource {
  const rows = (): PositionView[] => positionViews(model.session.desk, model.decimals)
  const followed = new FollowedTable<PositionView>(({ key }) => key, rows())
  return {
    snapshot: () => followed.state,
    changes: () => followed.replace(rows()),
  }
}

export function activityTopic({ activity }: SessionModel): TopicSource {
  let told = activity.total
  return {
    snapshot: () => activity.state,
    changes: () => {
      const delta = activity.since(told)
      told = activity.total
      return delta
    },
  }
}
