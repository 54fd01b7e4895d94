import { type FormEvent, type RefObject, useEffect, useId, useRef, useState } from 'react'
import type { ArmingView } from '../../../src-shared/contract/views/arming.ts'
import { liveModeOf } from '../../../src-shared/domain/mode.ts'
import { useLockedSeconds } from '../../stores/arming.ts'
import { sendCommand } from '../../stores/commands.ts'
import { useRole } from '../../stores/connection.ts'
import { Button } from '../../ui/controls.tsx'
import { duration } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { MODE_COLOURS } from '../strip/words.ts'
import { ArmingLimits, OrdersGoTo } from './arm-side.tsx'
import { showArming } from './arming-panel.ts'
import { ARM_WORDS, gateOfRefusal, shutGates, shutWords } from './arming-words.ts'
import { GateList } from './gate-list.tsx'
import { HoldButton } from './hold-button.tsx'
import { Lasts } from './lasts.tsx'
import { isEmpty, TokenField, takeToken } from './token-field.tsx'

type Account = ArmingView['accounts'][number]
interface Refused {
  readonly code: string
  readonly message: string
}

interface ArmFormProps {
  readonly arming: ArmingView
  readonly account: Account | null
  readonly onAccount: (id: string) => void
  readonly token: RefObject<HTMLInputElement | null>
  readonly onDone: () => void
}

const ENDS =
  'or earlier: at the session’s close, connection lost over 5 s, sleep or screen lock, this window gone, clocks over 2 s apart, breaker, audit failure, quit. Unfilled entries are cancelled then; protective stops stay.'

/** What arming takes, and the fields for what only the trader has. */
export function ArmForm({ arming, account, onAccount, token, onDone }: ArmFormProps) {
  const [minutes, setMinutes] = useState(arming.minutes.offered)
  const [automatic, setAutomatic] = useState(false)
  const [typedAccount, setTypedAccount] = useState('')
  const [refused, setRefused] = useState<Refused | null>(null)
  const [waiting, setWaiting] = useState(false)
  const body = useRef<HTMLDivElement>(null)
  const gates = account?.gates ?? arming.gates
  const why = useWhyNot(account, shutGates(gates).length)
  const real = account?.class === 'real'
  useEffect(() => {
    const shut = body.current?.querySelector('.shut')
    if (shut == null) token.current?.closest('.arm-foot')?.scrollIntoView({ block: 'end' })
    else shut.scrollIntoView({ block: 'nearest' })
  }, [token])

  const arm = async (heldMs: number | null): Promise<void> => {
    if (waiting || why !== null || account === null) return
    if (isEmpty(token)) {
      setRefused({ code: 'wrong-token', message: 'Type the order token.' })
      token.current?.focus()
      return
    }
    // The engine looks at it too; the token need not be typed again for this.
    if (real && typedAccount !== account.id) {
      setRefused({ code: 'gate-closed', message: `Account id typed: Type ${account.id}.` })
      return
    }
    setWaiting(true)
    setRefused(null)
    const answer = await sendCommand(
      {
        kind: 'arm',
        account: account.id,
        token: takeToken(token),
        minutes,
        typedAccount: real ? typedAccount : null,
        heldMs,
        automaticApproval: automatic,
      },
      { silent: true },
    )
    setWaiting(false)
    if (answer.ok) {
      onDone()
      return
    }
    setRefused(answer.error)
    token.current?.focus()
  }
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (!real) void arm(null)
    else setRefused({ code: 'gate-closed', message: 'Button held: Real money takes the button held for a second.' })
  }
  const gate = refused === null ? null : gateOfRefusal(refused, gates)
  const later = [
    { gate: 'token-typed', name: 'Your token matches' },
    ...(real
      ? [
          { gate: 'account-typed', name: 'Account id typed' },
          { gate: 'button-held', name: 'Button held for 1 s' },
        ]
      : []),
  ]
  return (
    <form className="arm-form" onSubmit={submit} autoComplete="off">
      <div className="arm-scroller" ref={body}>
        <div className="arm-body">
          <GateList gates={gates} later={later} refused={gate} canSetToken={arming.tokenFixed === null} />
          <div className="arm-side">
            <OrdersGoTo accounts={arming.accounts} chosen={account} onChoose={onAccount} />
            <ArmingLimits limits={arming.limits} />
          </div>
        </div>
        <div className="arm-lasts">
          <Lasts offer={arming.minutes} minutes={minutes} onMinutes={setMinutes} />
          <p>
            Ends by itself after <span className="n">{minutes}</span> min, {ENDS}
          </p>
          <label className="check automatic">
            <input type="checkbox" checked={automatic} onChange={({ target }) => setAutomatic(target.checked)} />
            <span>
              Approve automatically: every staged order goes out unasked. Off at each arming; the strip switches it off.
            </span>
          </label>
        </div>
      </div>
      {refused !== null && (
        <p className="arm-refused" role="alert">
          <Icon name="warn" size={12} /> {refused.message}
        </p>
      )}
      <div className="arm-foot" data-mode={account === null ? undefined : MODE_COLOURS[liveModeOf(account.class)]}>
        <TokenPart arming={arming} token={token} wrong={gate === 'token-typed'} />
        {real && account !== null && <AccountTyped id={account.id} text={typedAccount} onText={setTypedAccount} />}
        <Button keyCap="Esc" onClick={onDone}>
          Cancel
        </Button>
        {real && account !== null ? (
          <HoldButton
            label={why ?? `Hold for one second to arm ${account.id}`}
            disabled={waiting || why !== null}
            onHeld={(ms) => void arm(Math.round(ms))}
          >
            {waiting ? 'Arming…' : (why ?? `Hold to arm ${account.id}`)}
          </HoldButton>
        ) : (
          <button type="submit" className="btn act" aria-disabled={waiting || why !== null}>
            {waiting ? 'Arming…' : armWords(account, why)}
          </button>
        )}
      </div>
    </form>
  )
}

const armWords = (account: Account | null, why: string | null): string => {
  const words = account === null ? 'Arm' : ARM_WORDS[account.class].button
  return why === null ? words : `${words}: ${why}`
}

/** Why the button does nothing at the moment, in a few words; null: it does. */
function useWhyNot(account: Account | null, shut: number): string | null {
  const locked = useLockedSeconds()
  const watching = useRole() !== 'controller'
  if (watching) return 'this window only watches'
  if (locked !== null && locked > 0) return `locked for ${duration(locked * 1_000)}`
  if (shut > 0) return shutWords(shut)
  return account === null ? 'no account' : null
}

/** The field for the token; without one, what to do to have one. */
function TokenPart({
  arming,
  token,
  wrong,
}: {
  arming: ArmingView
  token: RefObject<HTMLInputElement | null>
  wrong: boolean
}) {
  const locked = useLockedSeconds()
  if (arming.token === 'none') {
    return (
      <div className="token-none">
        <p>
          There is no order token yet. Put TRADING_ORDER_TOKEN into the environment or your own .env and start again
          {arming.tokenFixed === null ? ', or set one here: it is kept in this computer’s keychain.' : '.'}
        </p>
        {arming.tokenFixed === null && (
          <Button small onClick={() => showArming('token')}>
            Set a token…
          </Button>
        )}
      </div>
    )
  }
  const isLocked = locked !== null && locked > 0
  return (
    <TokenField
      label="Order token"
      input={token}
      wrong={wrong}
      disabled={isLocked}
      hint={isLocked ? `locked for another ${duration(locked * 1_000)}` : 'five wrong ones lock it for 5 min'}
    />
  )
}

function AccountTyped({ id, text, onText }: { id: string; text: string; onText: (text: string) => void }) {
  const field = useId()
  return (
    <div className="account-typed">
      <label htmlFor={field}>
        Type <span className="n">{id}</span>
      </label>
      <input
        id={field}
        className="n"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={({ target }) => onText(target.value)}
      />
    </div>
  )
}
