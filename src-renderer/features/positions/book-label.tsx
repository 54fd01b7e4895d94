import { clsx } from 'clsx'
import type { Book } from '../../../src-shared/domain/book.ts'
import { useShownBook } from '../../stores/books.ts'
import { CLASS_TINTS, CLASS_WORDS } from '../strip/words.ts'
import './book-label.css'

/** Whose shares and orders these are: the simulated book's, or an account's with its class. */
export function BookLabel({ book, className }: { book: Book; className?: string }) {
  const { name, class: kind } = useShownBook()(book)
  return (
    <span className={clsx('book-label', className)}>
      <span className={clsx(book.kind === 'account' && 'n')}>{name}</span>
      {kind !== null && <span className={clsx('account-class', CLASS_TINTS[kind])}>{CLASS_WORDS[kind]}</span>}
    </span>
  )
}
