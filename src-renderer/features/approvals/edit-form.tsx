import { clsx } from 'clsx'
import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
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

const LABELS: Readonly<Record<DraftField, string>> = {
  quantity: 'Shares',
  limit: 'Limit',
  stop: 'Stop',
  target: 'Target',
}

/** Steps of an arrow key, and with Shift. */
const STEP = 1
const BIG_STEP = 10

interface FieldProps {
  readonly field: DraftField
  readonly text: string
  readonly complaint: string | null
  /** Takes the keyboard: as the first one, or because it was refused. */
  readonly focused: boolean
  readonly onText: (text: string) => void
  readonly onStep: (steps: number) => void
}

function Field({ field, text, complaint, focused, onText, onStep }: FieldProps) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (!focused) return
    input.current?.focus()
    input.current?.select()
  }, [focused])
  const press = (event: KeyboardEvent): void => {
    const direction = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0
    if (direction === 0) return
    event.preventDefault()
    onStep(direction * (event.shiftKey ? BIG_STEP : STEP))
  }
  return (
    <>
      <div className={clsx('field', complaint !== null && 'wrong')}>
        <label htmlFor={id}>{LABELS[field]}</label>
        <input
          id={id}
          ref={input}
          className="n"
          inputMode="decimal"
          autoComplete="off"
          value={text}
          aria-invalid={complaint !== null}
          aria-describedby={complaint === null ? undefined : `${id}-why`}
          onChange={(event) => onText(event.target.value)}
          onKeyDown={press}
        />
      </div>
      {complaint !== null && (
        <p id={`${id}-why`} role="alert">
          {complaint}
        </p>
      )}
    </>
  )
}

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
          <Field
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
