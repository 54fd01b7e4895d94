import type { TradingRequest } from '../../../src-shared/contract/commands.ts'
import type { OrderView } from '../../../src-shared/contract/views/orders.ts'
import type { DraftField } from '../approvals/edit-draft.ts'
import { numberIn } from '../approvals/edit-draft.ts'

type Modify = Extract<TradingRequest, { kind: 'modify' }>
export type ModifyField = Exclude<DraftField, 'target'>

/** States in which a change can be asked for: its broker has answered, and nothing else is under way. */
const CHANGEABLE: ReadonlySet<OrderView['state']> = new Set([
  'acknowledged',
  'partially-filled',
  'pending-modify',
  'modify-rejected',
  'cancel-rejected',
])

/** What of a working order can be changed: of an entry its limit and quantity, of a stop and a target their price. */
export function modifyFields({ role, state, over, cancelWanted, pricing }: OrderView): readonly ModifyField[] {
  if (over || cancelWanted !== null || !CHANGEABLE.has(state)) return []
  switch (role) {
    case 'entry':
      return pricing.type === 'LMT' ? ['quantity', 'limit'] : ['quantity']
    case 'stop':
      return ['stop']
    case 'target':
      return ['limit']
    case 'close':
      return []
  }
}

/** An order's number as it stands; null where it has none. */
export function standsAt({ quantity, pricing }: OrderView, field: ModifyField): number | null {
  if (field === 'quantity') return quantity
  if (field === 'limit') return 'limit' in pricing ? pricing.limit : null
  return 'stop' in pricing ? pricing.stop : null
}

/** What is typed and differs from the order; null while something is no number. */
export function modifyChange(
  order: OrderView,
  draft: Readonly<Partial<Record<ModifyField, string>>>,
): Modify['change'] | null {
  const change: { [Field in ModifyField]?: number } = {}
  for (const field of modifyFields(order)) {
    const value = numberIn(draft[field] ?? '')
    if (value === null) return null
    if (value !== standsAt(order, field)) change[field] = value
  }
  return change
}
