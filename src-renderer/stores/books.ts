import type { Book } from '../../src-shared/domain/book.ts'
import type { AccountClass } from '../../src-shared/domain/mode.ts'
import { useArming } from './arming.ts'
import { useStatus } from './status.ts'

/** A book as it is shown; `class` null: the simulated book, or an account of which nothing is known. */
interface ShownBook {
  readonly name: string
  readonly class: AccountClass | null
}

/** How books are shown, by what is known of the accounts. */
export function useShownBook(): (book: Book) => ShownBook {
  const accounts = useArming((arming) => arming.accounts)
  const current = useStatus((status) => status.account)
  return (book) => {
    if (book.kind === 'simulated') return { name: 'simulated book', class: null }
    const known = accounts?.find(({ id }) => id === book.account) ?? (current?.id === book.account ? current : null)
    return { name: book.account, class: known?.class ?? null }
  }
}

/** Names a book as a key. */
export const bookKey = (book: Book): string => (book.kind === 'simulated' ? 'simulated' : book.account)
