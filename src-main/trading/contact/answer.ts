import { sameBook } from '../../../src-shared/domain/book.ts'
import type { OrderReport } from '../../broker/reports.ts'
import type { ActiveVenue, DeskContext } from '../desk-context.ts'
import { findOrder, isOut, openHoldings, sharesIn } from '../state/desk-state.ts'
import { hearCommission, hearExecution, hearOrder, noteEnd } from './hear.ts'
import { endHeldBack } from './held-back.ts'
import type { Survey } from './survey.ts'
import { DIFFERING_ANSWERS } from './watch.ts'

/** Clean queries in a row that must not know an order before it counts as never having arrived. */
const ABSENT_QUERIES = 2

/**
 * Takes in what a broker answered to a query: trades that were missed, how our orders stand, what ended, what the
 * account holds. An order of ours of which it knows nothing becomes unknown, and after another such answer is over.
 */
export function takeAnswer(desk: DeskContext, venue: ActiveVenue, survey: Survey): void {
  const { watch, account } = venue
  for (const { execution, commission } of survey.executions) {
    hearExecution(desk, venue, execution)
    if (commission !== null && execution.ref !== null && findOrder(desk.state, execution.ref) !== undefined) {
      hearCommission(desk, venue, commission)
    }
  }
  for (const report of [...survey.completed, ...survey.open]) hearOrder(desk, venue, report)
  watch.net.clear()
  watch.averages.clear()
  for (const position of survey.positions) {
    if (position.account !== account) continue
    watch.net.set(position.symbol, position.shares)
    watch.averages.set(position.symbol, position.averagePrice)
  }
  watch.values = survey.values
  watch.foreign = survey.open.filter((report) => report.account === account && isForeign(desk, report))
  if (survey.request.past) watch.reconciledAt = desk.now().operator
  watch.surveyAnswered(survey.request, desk.now().monotonic)
  missOrders(desk, venue, survey)
  endHeldBack(desk, venue, survey)
  compareNet(desk, venue)
}

const isForeign = (desk: DeskContext, { ref }: OrderReport): boolean =>
  ref === null || findOrder(desk.state, ref) === undefined

/**
 * An account that holds other shares than ours is believed when it says so twice: the answers to several questions are
 * not of one moment.
 */
function compareNet(desk: DeskContext, { watch, book }: ActiveVenue): void {
  const own = openHoldings(desk.state).filter((holding) => sameBook(holding.book, book))
  const held = [...own.map((holding) => holding.symbol), ...watch.net.keys()]
  // What differed before may be held by neither any more.
  for (const symbol of new Set([...held, ...watch.differing.keys()])) {
    if ((watch.net.get(symbol) ?? 0) === sharesIn(desk.state, book, symbol)) {
      watch.differing.delete(symbol)
      continue
    }
    const times = (watch.differing.get(symbol) ?? 0) + 1
    watch.differing.set(symbol, times)
    if (times >= DIFFERING_ANSWERS) continue
    watch.unsettle(symbol)
    watch.wantPast()
    watch.postponed('survey', desk.now().monotonic)
  }
}

function missOrders(desk: DeskContext, venue: ActiveVenue, survey: Survey): void {
  const { watch } = venue
  const { number, past } = survey.request
  const listed = new Set([...survey.open, ...survey.completed].map(({ ref }) => ref))
  for (const known of [...desk.state.live.values()]) {
    const { ref, book, state, symbol } = known.order
    if (!sameBook(book, venue.book) || !isOut(known) || listed.has(ref) || !watch.mustKnow(ref, number)) continue
    if (!past) {
      // It may have ended: what ended is asked for before anything is made of it.
      watch.unsettle(symbol)
      watch.wantPast()
      continue
    }
    const times = (watch.absent.get(ref) ?? 0) + 1
    watch.absent.set(ref, times)
    if (state !== 'unknown') {
      desk.record({ kind: 'contact-lost', refs: [ref], reason: 'the broker does not list it' })
    }
    // Also of one whose cancel has been asked for meanwhile: otherwise that would go on for ever.
    if (times >= ABSENT_QUERIES) {
      desk.record({ kind: 'order-absent', ref })
      noteEnd(desk, venue, known)
    }
  }
}
