import { readPayload } from '../../../src-main/audit/event-types.ts'
import { isTradingEventType, readStoredEvent } from '../../../src-main/trading/journal/stored-event.ts'
import { rowsOf } from '../session/audit-folder.ts'

/** Entries that the audit has while it does not have their account as armed, a line each. */
export function entriesWhileNotArmed(database: string): string[] {
  const found: string[] = []
  let armed: string | null = null
  for (const row of rowsOf(database, (type) => type === 'arming' || isTradingEventType(type))) {
    const { type } = row
    if (type === 'arming') {
      const fact = readPayload('arming', row.v, row.payload)
      if (!fact.ok) throw new Error(fact.error)
      if (fact.value['kind'] === 'armed') armed = String(fact.value['account'])
      if (fact.value['kind'] === 'disarmed') armed = null
      continue
    }
    if (!isTradingEventType(type)) continue
    const event = readStoredEvent({ ...row, type })
    if (!event.ok) throw new Error(event.error)
    if (event.value.kind !== 'order-intent' && event.value.kind !== 'amendment-intent') continue
    const { book, ref } = event.value.entry
    if (book.kind === 'account' && book.account !== armed)
      found.push(`row ${row.seq}: ${ref} while ${armed ?? 'nothing'} is armed`)
  }
  return found
}
