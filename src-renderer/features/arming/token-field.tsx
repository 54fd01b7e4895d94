import { type RefObject, useEffect, useId } from 'react'
import { Icon } from '../../ui/icon.tsx'

interface TokenFieldProps {
  readonly label: string
  readonly input: RefObject<HTMLInputElement | null>
  readonly hint?: string
  readonly wrong?: boolean
  readonly disabled?: boolean
}

/** What was typed, once: the field is empty from then on. The text is nowhere else, in no state of the window. */
export function takeToken(input: RefObject<HTMLInputElement | null>): string {
  const field = input.current
  if (field === null) return ''
  const typed = field.value
  field.value = ''
  return typed
}

/** Whether nothing has been typed. */
export const isEmpty = (input: RefObject<HTMLInputElement | null>): boolean => (input.current?.value ?? '') === ''

/** A secret. The browser's own field holds it until it is sent; with the dialog it goes. */
export function TokenField({ label, input, hint = '', wrong = false, disabled = false }: TokenFieldProps) {
  const id = useId()
  useEffect(() => {
    const field = input.current
    return () => {
      if (field !== null) field.value = ''
    }
  }, [input])
  return (
    <div className="token-field">
      <div className="token-label">
        <label htmlFor={id}>{label}</label>
        <span id={`${id}-hint`} className="cap">
          {hint}
        </span>
      </div>
      <div className="token-box">
        <Icon name="lock" size={12} />
        <input
          id={id}
          ref={input}
          type="password"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          disabled={disabled}
          aria-invalid={wrong}
          aria-describedby={hint === '' ? undefined : `${id}-hint`}
        />
      </div>
    </div>
  )
}
