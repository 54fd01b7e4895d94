import { Popover } from 'radix-ui'
import { type FormEvent, useState } from 'react'
import type { OrderView } from '../../../src-shared/contract/views/orders.ts'
import { sendCommand } from '../../stores/commands.ts'
import { Button } from '../../ui/controls.tsx'
import { Icon } from '../../ui/icon.tsx'
import { fieldOfRefusal, numberIn, stepped } from '../approvals/edit-draft.ts'
import { EditField } from '../approvals/edit-field.tsx'
import { BookLabel } from './book-label.tsx'
import { type ModifyField, modifyChange, modifyFields, standsAt } from './modify-words.ts'
import './modify-order.css'

const HINTS: Readonly<Record<OrderView['role'], string>> = {
  entry: 'It goes through the same checks as an approval.',
  stop: 'A stop is only ever tightened.',
  target: 'It stays beyond the last price.',
  close: '',
}

type Draft = Partial<Record<ModifyField, string>>

const draftOf = (order: OrderView): Draft =>
  Object.fromEntries(
    modifyFields(order).map((field) => {
      const at = standsAt(order, field)
      return [field, at === null ? '' : field === 'quantity' ? String(at) : at.toFixed(order.decimals)]
    }),
  )

/** Mode and STOP stay in sight: nothing opens over the strip. CSS px. */
const stripHeight = (): number => document.querySelector('.strip')?.getBoundingClientRect().bottom ?? 0

/** Another price or quantity of an order that works, in place. */
export function ModifyOrder({ order, watching }: { order: OrderView; watching: boolean }) {
  const [open, setOpen] = useState(false)
  const { role, action, symbol } = order
  return (
    <Popover.Root open={open} onOpenChange={(next) => setOpen(next && !watching)}>
      <Popover.Trigger
        className="ib"
        aria-label={`Change ${role} ${action} ${symbol}`}
        aria-disabled={watching}
        data-tip={watching ? 'This window only watches.' : `Change this ${role}`}
      >
        <Icon name="dots" size={10} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="popover modify"
          align="end"
          sideOffset={4}
          collisionPadding={{ top: stripHeight() + 4, bottom: 4, right: 4 }}
          role="dialog"
          aria-label={`Change ${role} of ${symbol}`}
        >
          <ModifyForm order={order} onDone={() => setOpen(false)} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

function ModifyForm({ order, onDone }: { order: OrderView; onDone: () => void }) {
  // The order as it was when this was opened: that is what is changed.
  const [shown] = useState(order)
  const [draft, setDraft] = useState<Draft>(() => draftOf(order))
  const [refused, setRefused] = useState<{ readonly field: string | null; readonly message: string } | null>(null)
  const [waiting, setWaiting] = useState(false)
  const { ref, role, symbol, decimals } = shown
  const fields = modifyFields(shown)
  const change = modifyChange(shown, draft)

  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (waiting || change === null) return
    if (Object.keys(change).length === 0) {
      onDone()
      return
    }
    setWaiting(true)
    const answer = await sendCommand({ kind: 'modify', ref, change }, { silent: true })
    setWaiting(false)
    if (answer.ok) onDone()
    else setRefused({ field: fieldOfRefusal(answer.error), message: answer.error.message })
  }
  const type = (field: ModifyField, text: string): void => {
    setDraft((before) => ({ ...before, [field]: text }))
    setRefused(null)
  }
  // A target's price is the limit of its order; the refusal calls it by its role.
  const complaintOf = (field: ModifyField): string | null => {
    if (refused?.field === field) return refused.message
    return numberIn(draft[field] ?? '') === null ? 'This is not a number.' : null
  }
  return (
    <form className="edit" aria-label={`Change ${role} of ${symbol}`} onSubmit={save}>
      <h3>
        {symbol} {role}
      </h3>
      <BookLabel book={shown.book} className="small" />
      <div className="fields">
        {fields.map((field, index) => (
          <EditField
            key={field}
            field={field}
            text={draft[field] ?? ''}
            complaint={complaintOf(field)}
            focused={index === 0}
            onText={(text) => type(field, text)}
            onStep={(steps) =>
              type(field, stepped(draft[field] ?? '', field, steps, { tick: 10 ** -decimals, decimals }))
            }
          />
        ))}
      </div>
      <p className="cap">{HINTS[role]}</p>
      {refused !== null && !fields.some((field) => field === refused.field) && (
        <p className="refused" role="alert">
          {refused.message}
        </p>
      )}
      <div className="acts">
        <button type="submit" className="btn primary small" aria-disabled={waiting || change === null}>
          {waiting ? 'Asking…' : 'Change'}
        </button>
        <Button small onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  )
}
