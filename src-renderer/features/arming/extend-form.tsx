import { type FormEvent, type RefObject, useState } from 'react'
import { useArmedSeconds, useArming, useLockedSeconds } from '../../stores/arming.ts'
import { sendCommand } from '../../stores/commands.ts'
import { Button } from '../../ui/controls.tsx'
import { duration } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Lasts } from './lasts.tsx'
import { isEmpty, TokenField, takeToken } from './token-field.tsx'

interface ExtendFormProps {
  readonly token: RefObject<HTMLInputElement | null>
  readonly onDone: () => void
}

/** Armed for longer, with the token; nothing else changes. */
export function ExtendForm({ token, onDone }: ExtendFormProps) {
  const offer = useArming(({ minutes }) => minutes)
  const account = useArming(({ armed }) => armed?.account ?? '')
  const left = useArmedSeconds()
  const locked = useLockedSeconds()
  const [minutes, setMinutes] = useState<number | null>(null)
  const [refused, setRefused] = useState<string | null>(null)
  const [waiting, setWaiting] = useState(false)
  if (offer === null) return null
  const chosen = minutes ?? offer.offered
  const extend = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    if (waiting) return
    if (isEmpty(token)) {
      setRefused('Type the order token.')
      return
    }
    setWaiting(true)
    const answer = await sendCommand(
      { kind: 'extend-arming', token: takeToken(token), minutes: chosen },
      { silent: true },
    )
    setWaiting(false)
    if (answer.ok) onDone()
    else setRefused(answer.error.message)
  }
  return (
    <form className="small-form" onSubmit={extend} autoComplete="off">
      <p>
        <span className="n i1">{account}</span> stays armed for another{' '}
        <span className="n i1">{duration((left ?? 0) * 1_000)}</span>. From now on it will be:
      </p>
      <Lasts offer={offer} minutes={chosen} onMinutes={setMinutes} />
      <TokenField
        label="Order token"
        input={token}
        wrong={refused !== null}
        disabled={locked !== null && locked > 0}
        hint={locked !== null && locked > 0 ? `locked for another ${duration(locked * 1_000)}` : ''}
      />
      {refused !== null && (
        <p className="arm-refused" role="alert">
          <Icon name="warn" size={12} /> {refused}
        </p>
      )}
      <div className="acts">
        <Button onClick={onDone}>Cancel</Button>
        <button type="submit" className="btn primary" aria-disabled={waiting}>
          {waiting ? 'Asking…' : 'Stay armed'}
        </button>
      </div>
    </form>
  )
}
