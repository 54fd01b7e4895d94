import { type FormEvent, useRef, useState } from 'react'
import type { ArmingRequest } from '../../../src-shared/contract/commands.ts'
import { useArming } from '../../stores/arming.ts'
import { sendCommand } from '../../stores/commands.ts'
import { notify } from '../../stores/notices.ts'
import { Button } from '../../ui/controls.tsx'
import { Icon } from '../../ui/icon.tsx'
import { isEmpty, TokenField, takeToken } from './token-field.tsx'

/** Sets, replaces and removes the token that the keychain keeps; where that cannot be done, says what can. */
export function TokenForm({ onDone }: { onDone: () => void }) {
  const fixed = useArming(({ tokenFixed }) => tokenFixed)
  const source = useArming(({ token }) => token)
  const isArmed = useArming(({ armed }) => armed !== null) === true
  if (fixed !== null) {
    return (
      <div className="small-form">
        <p>{fixed}</p>
        <p className="i3">
          It is set as TRADING_ORDER_TOKEN in the environment or in your own .env file (of mode 600), and is in force
          from the next start on.
        </p>
        <div className="acts">
          <Button onClick={onDone}>Close</Button>
        </div>
      </div>
    )
  }
  if (isArmed) {
    return (
      <div className="small-form">
        <p>The order token can be changed in dry run only.</p>
        <div className="acts">
          <Button onClick={onDone}>Close</Button>
        </div>
      </div>
    )
  }
  return <ChangeToken kept={source === 'keychain'} onDone={onDone} />
}

function ChangeToken({ kept, onDone }: { kept: boolean; onDone: () => void }) {
  const old = useRef<HTMLInputElement>(null)
  const fresh = useRef<HTMLInputElement>(null)
  const repeated = useRef<HTMLInputElement>(null)
  const [asksOld, setAsksOld] = useState(kept)
  const [refused, setRefused] = useState<string | null>(null)
  const [waiting, setWaiting] = useState(false)

  const send = async (request: ArmingRequest, title: string, text: string): Promise<void> => {
    setWaiting(true)
    setRefused(null)
    const answer = await sendCommand(request, { silent: true })
    setWaiting(false)
    if (answer.ok) {
      notify({ mark: 'good', title, text })
      onDone()
      return
    }
    // One is kept already, though it is not in force yet: it takes the old one.
    if (answer.error.code === 'wrong-token' || answer.error.code === 'bad-command') setAsksOld(true)
    setRefused(answer.error.message)
  }
  const set = (event: FormEvent): void => {
    event.preventDefault()
    if (waiting) return
    const typed = takeToken(fresh)
    const same = takeToken(repeated) === typed
    if (typed === '' || !same) {
      setRefused(typed === '' ? 'Type the new token, twice.' : 'The new token was not the same both times.')
      return
    }
    const text = asksOld ? 'The old one is not taken any more.' : 'It is in force from the next start on.'
    void send({ kind: 'set-token', token: typed, oldToken: asksOld ? takeToken(old) : null }, 'Order token set', text)
  }
  const remove = (): void => {
    if (waiting) return
    if (isEmpty(old)) {
      setRefused('Removing it takes the token as it is.')
      return
    }
    void send({ kind: 'remove-token', oldToken: takeToken(old) }, 'Order token removed', 'Nothing can be armed.')
  }
  return (
    <form className="small-form" onSubmit={set} autoComplete="off">
      <p>
        {kept
          ? 'A token is kept in this computer’s keychain. Another one, or none, takes the one that is kept.'
          : 'It is kept in this computer’s keychain, never in a file, and in force from the next start on.'}
      </p>
      {asksOld && <TokenField label="The token as it is" input={old} />}
      <TokenField label="New token" input={fresh} />
      <TokenField label="New token again" input={repeated} />
      {refused !== null && (
        <p className="arm-refused" role="alert">
          <Icon name="warn" size={12} /> {refused}
        </p>
      )}
      <div className="acts">
        {asksOld && (
          <Button aria-disabled={waiting} onClick={remove}>
            Remove it
          </Button>
        )}
        <span className="grow" />
        <Button onClick={onDone}>Cancel</Button>
        <button type="submit" className="btn primary" aria-disabled={waiting}>
          {asksOld ? 'Replace' : 'Set'}
        </button>
      </div>
    </form>
  )
}
