import type { OrderRequest } from '../../src-shared/domain/authorisation.ts'
import { sameBook } from '../../src-shared/domain/book.ts'
import { type BrokerRefusal, brokerRefusal } from './refusals.ts'

/** What adds exposure: a new entry with the children that protect it, or another price or quantity for a working one. */
export type EntryTicket =
  | {
      readonly kind: 'bracket'
      readonly entry: OrderRequest
      /** Held until the entry fills, each for as much of it as has filled. */
      readonly children: readonly OrderRequest[]
    }
  | {
      readonly kind: 'amendment'
      /** The working entry as it shall be, under its old reference and a new revision. */
      readonly entry: OrderRequest
    }

function refuseChild(entry: OrderRequest, child: OrderRequest): string | null {
  if (child.role !== 'stop' && child.role !== 'target') return `${child.ref} is a ${child.role}`
  if (child.parent !== entry.ref) return `${child.ref} has another parent`
  if (child.action === entry.action) return `${child.ref} goes the same way as its entry`
  if (child.symbol !== entry.symbol || child.account !== entry.account || !sameBook(child.book, entry.book)) {
    return `${child.ref} is for another symbol, account or book`
  }
  if (child.quantity > entry.quantity) {
    return `${child.ref} is for ${child.quantity} shares, its entry for ${entry.quantity}`
  }
  return null
}

/** Whether the ticket is what one authorisation can be given for: one entry, and children that can only reduce it. */
export function refuseTicket(ticket: EntryTicket): BrokerRefusal | null {
  const { entry } = ticket
  if (entry.role !== 'entry') return brokerRefusal('not-an-entry', `${entry.ref} is a ${entry.role}`)
  if (ticket.kind === 'amendment') return null
  const refs = [entry, ...ticket.children].map(({ ref }) => ref)
  if (new Set(refs).size < refs.length) return brokerRefusal('duplicate-ref', refs.join(', '))
  // Children of several groups could close the entry more than once.
  const [first] = ticket.children
  for (const child of ticket.children) {
    const problem =
      refuseChild(entry, child) ?? (child.ocaGroup === first?.ocaGroup ? null : `${child.ref} is in another OCA group`)
    if (problem !== null) return brokerRefusal('bad-bracket', problem)
  }
  return null
}
