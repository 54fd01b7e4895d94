import { z } from 'zod'
import type { AccountId } from './ids.ts'
import { accountIdSchema } from './schemas.ts'

/**
 * Where an order and its position are kept, fixed when the order is staged: exits, stop moves and cancels go to that
 * book in every mode.
 */
export type Book = { readonly kind: 'simulated' } | { readonly kind: 'account'; readonly account: AccountId }

export const SIMULATED_BOOK: Book = { kind: 'simulated' }

export const bookSchema: z.ZodType<Book> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('simulated') }),
  z.strictObject({ kind: z.literal('account'), account: accountIdSchema }),
])

export function sameBook(one: Book, other: Book): boolean {
  if (one.kind === 'simulated' || other.kind === 'simulated') return one.kind === other.kind
  return one.account === other.account
}
