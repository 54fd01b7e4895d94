import { type FormEvent, type KeyboardEvent, useState } from 'react'
import type { Card } from '../../../src-shared/contract/views/orders.ts'
import { Button } from '../../ui/controls.tsx'
import { money } from '../../ui/format.ts'
import { Num } from '../../ui/num.tsx'
import { closeEdit, type EditRefusal, saveEdit, useCardProgress } from './card-commands.ts'
import {
  changeIn,
  type Draft,
  type DraftField,
  draftOf,
  fieldsOf,
  numberIn,
  type Stake,
  stakeOf,
  stepped,
} from './edit-draft.ts'
import { EditField } from './edit-field.tsx'

/** What the order comes to as typed. */
function StakeLine({ stake }: { stake: Stake | null }) {
  if (stake === null) return <output className="stake none">Stop and target lie on either side of the entry.</output>
  const { risk, reward, rMultiple, value } = stake
  const figures = [
    ['risk', `$${money(risk)}`],
    ['reward', `$${money(reward)}`],
    ['R', rMultiple.toFixed(1)],
    ['value', `$${money(value, { decimals: 0 })}`],
  ] as const
  return (
    <output className="stake">
      {figures.map(([name, figure]) => (
        <span key={name}>
          {name} <Num>{figure}</Num>
        </span>
      ))}
    </output>
  )
}

/** A staged order's numbers, changed in place. What they come to follows the typing; trading alone says whether they may be. */
export function EditForm({ card }: { card: Card }) {
  // The card as it was when the form was opened: that is what is edited, whatever happens to it meanwhile.
  const [shown] = useState(card)
  const [draft, setDraft] = useState<Draft>(() => draftOf(card))
  const [refusal, setRefusal] = useState<EditRefusal | null>(null)
  const progress = useCardProgress(card.ref)
  const waiting = progress?.kind === 'waiting'
  const fields = fieldsOf(shown)
  const unreadable = fields.filter((field) => numberIn(draft[field]) === null)
  const change = changeIn(draft, shown)
  const stake = stakeOf(draft, shown)

  const type = (field: DraftField, text: string): void => {
    setDraft((draft) => ({ ...draft, [field]: text }))
    setRefusal((refusal) => (refusal?.field === field || refusal?.field === null ? null : refusal))
  }
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (unreadable.length > 0 || waiting) return
    if (Object.keys(change).length === 0) closeEdit()
    else setRefusal(await saveEdit(shown, change))
  }
  const press = (event: KeyboardEvent): void => {
    // What is typed here is no command of the window.
    event.stopPropagation()
    if (event.key === 'Escape') closeEdit()
  }
  const complaintOf = (field: DraftField): string | null => {
    if (refusal?.field === field) return refusal.message
    return unreadable.includes(field) ? 'This is not a number.' : null
  }
  return (
    <form className="edit" aria-label="Edit the order" onSubmit={save} onKeyDown={press}>
      <div className="fields">
        {fields.map((field, index) => (
          <EditField
            key={field}
            field={field}
            text={draft[field]}
            complaint={complaintOf(field)}
            focused={refusal === null ? index === 0 : refusal.field === field}
            onText={(text) => type(field, text)}
            onStep={(steps) => type(field, stepped(draft[field], field, steps, shown))}
          />
        ))}
      </div>
      <StakeLine stake={stake} />
      {refusal?.field === null && (
        <p className="refused" role="alert">
          {refusal.message}
        </p>
      )}
      <div className="acts two">
        <button type="submit" className="btn primary" aria-disabled={waiting || unreadable.length > 0}>
          {waiting ? 'Saving…' : 'Save'}
        </button>
        <Button onClick={closeEdit}>Cancel</Button>
      </div>
    </form>
  )
}
