import type { Difference } from '../../../src-shared/contract/views/reconciliation.ts'
import { sameBook } from '../../../src-shared/domain/book.ts'
import type { Ticker } from '../../../src-shared/domain/ids.ts'
import { DIFFERING_ANSWERS } from '../contact/watch.ts'
import type { VenueView } from '../exits/world.ts'
import { bookKey, type DeskState, sharesIn } from '../state/desk-state.ts'
import { plain, shares } from '../words.ts'

/** A difference, with its symbol as one of ours. */
export type DeskDifference = Omit<Difference, 'symbol'> & { readonly symbol: Ticker | null }

/**
 * Where an account's books and ours differ: what stands now (shares, orders under our kind of reference), and what has
 * been found out once (fills of others, liquidations, corrections of earlier days, orders that never arrived,
 * contradictions). Each is named by its numbers: with others it is another difference.
 */
export function differencesOf(state: DeskState, venue: VenueView): DeskDifference[] {
  if (venue.book.kind === 'simulated') return []
  const findings = [...state.findings.values()].filter(({ book }) => sameBook(book, venue.book))
  const all = [...netDifferences(state, venue), ...unknownOrders(venue), ...findings]
  return all.map(({ id, kind, symbol, message }) => {
    return { id, kind, symbol, message, acknowledged: state.acknowledged.has(id) }
  })
}

type Found = Omit<DeskDifference, 'acknowledged'>

/** Believed when two answers in a row said so. */
function netDifferences(state: DeskState, { book, watch }: VenueView): Found[] {
  return [...watch.differing].flatMap(([symbol, times]): Found[] => {
    const [own, net] = [sharesIn(state, book, symbol), watch.net.get(symbol) ?? 0]
    if (times < DIFFERING_ANSWERS || own === net) return []
    const id = `net ${bookKey(book)} ${symbol} ${own} ${net}`
    return [{ id, kind: 'net', symbol, message: netWords(symbol, own, net) }]
  })
}

function netWords(symbol: Ticker, own: number, net: number): string {
  const counts = `The account holds ${shares(net)} of ${symbol}, our books have ${plain(own)}.`
  if (own === 0) return `${counts} They are not ours: they are left alone, and nothing is entered there.`
  if (own * net > 0 && Math.abs(net) > Math.abs(own)) {
    return `${counts} What is more is not ours; nothing is entered there until they agree.`
  }
  return `${counts} The others have gone elsewhere; acknowledging this takes them out of our books.`
}

/** Working orders under a reference as we give them, that are not in our books: of a journal that was lost, for one. */
function unknownOrders({ book, watch }: VenueView): Found[] {
  return watch.foreign.flatMap(({ ref, permId, action, quantity, symbol, status }): Found[] => {
    if (ref === null) return []
    const what = `${action} ${shares(quantity)} of ${symbol} (${ref}, ${status})`
    const message = `An order with a reference works that our books do not know: ${what}. Cancel it, or acknowledge it.`
    return [
      {
        id: `order ${bookKey(book)} ${permId} ${quantity} ${ref.slice(0, 64)}`,
        kind: 'unknown-order',
        symbol,
        message,
      },
    ]
  })
}
