import { expect, test } from 'vitest'
import { byBook, needsLabels } from '../../../../src-renderer/features/positions/by-book.ts'
import { type Book, SIMULATED_BOOK } from '../../../../src-shared/domain/book.ts'
import { accountId, ticker } from '../../../../src-shared/domain/ids.ts'
import { positionOf } from './orders.ts'

const PAPER: Book = { kind: 'account', account: accountId('DU1234567') }
const simulated = positionOf()
const onPaper = positionOf({ key: 'account/DU1234567/NVDA', book: PAPER })

test('a symbol in two books stands once in each, the account’s first', () => {
  const books = byBook([simulated, onPaper], ({ book }) => book)
  expect(books.map(({ book, items }) => [book, items])).toEqual([
    [PAPER, [onPaper]],
    [SIMULATED_BOOK, [simulated]],
  ])
})

test('within a book the order is kept', () => {
  const other = positionOf({ key: 'account/DU1234567/AMD', book: PAPER, symbol: ticker('AMD') })
  const [first] = byBook([onPaper, simulated, other], ({ book }) => book)
  expect(first?.items).toEqual([onPaper, other])
})

test('books are named as soon as one is an account’s', () => {
  expect(needsLabels(byBook([simulated], ({ book }) => book))).toBe(false)
  expect(needsLabels(byBook([onPaper], ({ book }) => book))).toBe(true)
})
