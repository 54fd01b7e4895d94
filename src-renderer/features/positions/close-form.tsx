import { type FormEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import type { PositionView } from '../../../src-shared/contract/views/orders.ts'
import { Button } from '../../ui/controls.tsx'
import { numberIn } from '../approvals/edit-draft.ts'

interface CloseFormProps {
  readonly position: PositionView
  /** An answer is awaited. */
  readonly waiting: boolean
  /** @returns why it was refused; null when it was taken. */
  readonly onSend: (limit: number) => Promise<string | null>
  readonly onCancel: () => void
}

/** Outside regular hours a position is closed at a limit. */
export function CloseForm({ position, waiting, onSend, onCancel }: CloseFormProps) {
  const { symbol, price, average, decimals } = position
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState((price ?? average).toFixed(decimals))
  const [refused, setRefused] = useState<string | null>(null)
  useEffect(() => input.current?.select(), [])
  const limit = numberIn(text)
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (limit !== null && !waiting) setRefused(await onSend(limit))
  }
  const press = (event: KeyboardEvent): void => {
    event.stopPropagation()
    if (event.key === 'Escape') onCancel()
  }
  return (
    <form className="close-form" aria-label={`Close ${symbol} at a limit`} onSubmit={send} onKeyDown={press}>
      <label htmlFor={id}>Outside regular hours a close needs a limit</label>
      <input
        id={id}
        ref={input}
        className="n"
        inputMode="decimal"
        autoComplete="off"
        value={text}
        aria-invalid={limit === null || refused !== null}
        onChange={(event) => setText(event.target.value)}
      />
      <button type="submit" className="btn small" aria-disabled={waiting || limit === null}>
        {waiting ? 'closing…' : 'Close'}
      </button>
      <Button small onClick={onCancel}>
        Cancel
      </Button>
      {(refused !== null || limit === null) && <p role="alert">{refused ?? 'This is not a number.'}</p>}
    </form>
  )
}
