import { useState } from 'react'
import { sendCommand } from '../../stores/commands.ts'
import { Button } from '../../ui/controls.tsx'

/** Asks the brokers how things stand; what they answer comes into the list by itself. */
export function AskNow() {
  const [waiting, setWaiting] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)
  const ask = async (): Promise<void> => {
    if (waiting) return
    setWaiting(true)
    const answer = await sendCommand({ kind: 'reconcile' }, { silent: true })
    setWaiting(false)
    setRefused(answer.ok ? null : answer.error.message)
  }
  return (
    <>
      {refused !== null && (
        <span className="refusal amber" role="alert">
          {refused}
        </span>
      )}
      <Button small aria-disabled={waiting} onClick={() => void ask()}>
        {waiting ? 'Asking…' : 'Ask now'}
      </Button>
    </>
  )
}
