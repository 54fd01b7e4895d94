import type { Book } from '../../../src-shared/domain/book.ts'
import { bookKey } from '../../stores/books.ts'

/** What belongs to one book. */
export interface OfBook<Item> {
  readonly key: string
  readonly book: Book
  readonly items: readonly Item[]
}

/** By their books, accounts before the simulated one, otherwise in their order. */
export function byBook<Item>(items: readonly Item[], bookOf: (item: Item) => Book): readonly OfBook<Item>[] {
  const books = new Map<string, { readonly book: Book; readonly items: Item[] }>()
  for (const item of items) {
    const book = bookOf(item)
    const known = books.get(bookKey(book))
    if (known === undefined) books.set(bookKey(book), { book, items: [item] })
    else known.items.push(item)
  }
  return [...books]
    .map(([key, { book, items }]) => ({ key, book, items }))
    .sort((one, other) => Number(one.book.kind === 'simulated') - Number(other.book.kind === 'simulated'))
}

/** Whether books have to be told apart: where all is simulated there is one. */
export const needsLabels = (books: readonly OfBook<unknown>[]): boolean =>
  books.some(({ book }) => book.kind === 'account')
