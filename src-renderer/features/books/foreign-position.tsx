import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import type { ForeignPosition } from '../../../src-shared/contract/views/reconciliation.ts'
import { sendCommand } from '../../stores/commands.ts'
import { Button } from '../../ui/controls.tsx'
import { shares } from '../../ui/format.ts'
import { Num } from '../../ui/num.tsx'
import { numberIn } from '../approvals/edit-draft.ts'

/** How its close stands: nothing asked, being asked about, or a limit is needed. */
type Step = 'none' | 'asks' | 'limit'

interface RowProps {
  readonly account: string
  readonly position: ForeignPosition
}

/** Shares of the account that are not ours. They are closed one by one, after a question. */
export function ForeignPositionRow({ account, position: { symbol, net, own, inTheWay } }: RowProps) {
  const [step, setStep] = useState<Step>('none')
  const [waiting, setWaiting] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)
  const row = useRef<HTMLLIElement>(null)
  const whole = Math.abs(Math.trunc(net - own))
  const words = `${net - own > 0 ? 'Sell' : 'Buy'} ${shares(whole)} ${symbol}`
  const asks = step !== 'none'

  const send = async (limit: number | null): Promise<void> => {
    if (waiting) return
    setWaiting(true)
    setRefused(null)
    const answer = await sendCommand({ kind: 'close-foreign', account, symbol, limit }, { silent: true })
    setWaiting(false)
    if (answer.ok) setStep('none')
    else if (limit === null && answer.error.code === 'outside-hours') setStep('limit')
    else setRefused(answer.error.message)
  }
  const leave = (): void => {
    setStep('none')
    setRefused(null)
    // Its buttons are gone with the question.
    row.current?.focus()
  }
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && asks) leave()
  }
  return (
    <li
      ref={row}
      className="foreign-position"
      tabIndex={-1}
      onKeyDown={press}
      {...(asks ? { 'data-leaves': true } : {})}
    >
      <div className="foreign">
        <b>{symbol}</b>
        <span>
          the account holds <Num className="i1">{shares(net, { sign: true })}</Num>, ours are{' '}
          <Num>{shares(own, { sign: true })}</Num>
        </span>
        {inTheWay === null && !asks && (
          <Button small aria-label={`Close ${symbol}…`} onClick={() => setStep('asks')}>
            Close…
          </Button>
        )}
      </div>
      {inTheWay !== null && <p className="amber">{inTheWay}</p>}
      {step === 'asks' && (
        <Question label={`Close ${symbol}?`}>
          <p>They become ours and are closed at the market. From then on the day counts them. Fractions stay.</p>
          <Button small kind="danger" aria-disabled={waiting} onClick={() => void send(null)}>
            {waiting ? 'Asking…' : `${words} now`}
          </Button>
          <Button small onClick={leave}>
            Keep
          </Button>
        </Question>
      )}
      {step === 'limit' && (
        <LimitForm
          words={waiting ? 'Asking…' : `${words} at it`}
          waiting={waiting}
          onSend={(limit) => void send(limit)}
          onLeave={leave}
        />
      )}
      {refused !== null && (
        <p className="amber" role="alert">
          {refused}
        </p>
      )}
    </li>
  )
}

/** What is asked before; the keyboard comes to it. */
function Question({ label, children }: { label: string; children: ReactNode }) {
  const group = useRef<HTMLFieldSetElement>(null)
  useEffect(() => group.current?.focus(), [])
  return (
    <fieldset ref={group} className="question" tabIndex={-1} aria-label={label}>
      {children}
    </fieldset>
  )
}

interface LimitProps {
  readonly words: string
  readonly waiting: boolean
  readonly onSend: (limit: number) => void
  readonly onLeave: () => void
}

function LimitForm({ words, waiting, onSend, onLeave }: LimitProps) {
  const [text, setText] = useState('')
  const field = useId()
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.focus(), [])
  const limit = numberIn(text)
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (limit !== null) onSend(limit)
  }
  return (
    <form className="question" onSubmit={submit}>
      <label htmlFor={field}>Outside regular hours a close needs a limit</label>
      <input
        id={field}
        ref={input}
        className="n"
        inputMode="decimal"
        autoComplete="off"
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <button type="submit" className="btn small danger" aria-disabled={waiting || limit === null}>
        {words}
      </button>
      <Button small onClick={onLeave}>
        Keep
      </Button>
    </form>
  )
}
