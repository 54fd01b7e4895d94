import { clsx } from 'clsx'
import { type KeyboardEvent, useEffect, useId, useRef } from 'react'
import type { DraftField } from './edit-draft.ts'

/** Steps of an arrow key, and with Shift. */
const STEP = 1
const BIG_STEP = 10

const LABELS: Readonly<Record<DraftField, string>> = {
  quantity: 'Shares',
  limit: 'Limit',
  stop: 'Stop',
  target: 'Target',
}

interface FieldProps {
  readonly field: DraftField
  readonly text: string
  readonly complaint: string | null
  /** Takes the keyboard: as the first one, or because it was refused. */
  readonly focused: boolean
  readonly onText: (text: string) => void
  readonly onStep: (steps: number) => void
}

/** One of an order's numbers, typed or stepped by the arrow keys. */
export function EditField({ field, text, complaint, focused, onText, onStep }: FieldProps) {
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
