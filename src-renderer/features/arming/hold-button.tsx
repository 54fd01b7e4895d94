import { clsx } from 'clsx'
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'

/** How long an account of real money takes, ms. */
const HOLD_MS = 1_000
const LOOK_MS = 30

interface HoldButtonProps {
  readonly label: string
  readonly disabled: boolean
  /** It was held for long enough, so many ms; it is still down. */
  readonly onHeld: (ms: number) => void
  readonly children: ReactNode
}

/** A button that does something only when it was held, by the pointer or by the keyboard. */
export function HoldButton({ label, disabled, onHeld, children }: HoldButtonProps) {
  const [since, setSince] = useState<number | null>(null)
  const [share, setShare] = useState(0)
  const held = useRef(onHeld)
  useEffect(() => {
    held.current = onHeld
  })
  useEffect(() => {
    if (since === null) return
    const timer = setInterval(() => {
      const ms = performance.now() - since
      setShare(Math.min(1, ms / HOLD_MS))
      if (ms < HOLD_MS) return
      setSince(null)
      held.current(ms)
    }, LOOK_MS)
    return () => {
      clearInterval(timer)
      setShare(0)
    }
  }, [since])
  const press = (): void => {
    if (!disabled) setSince(performance.now())
  }
  const release = (): void => setSince(null)
  const key = (event: KeyboardEvent): void => {
    if (event.key !== ' ' && event.key !== 'Enter') return
    event.preventDefault()
    if (!event.repeat) press()
  }
  return (
    <button
      type="button"
      className={clsx('btn hold', since !== null && 'down')}
      aria-label={label}
      aria-disabled={disabled}
      onPointerDown={({ button }) => button === 0 && press()}
      onPointerUp={release}
      onPointerLeave={release}
      onPointerCancel={release}
      onKeyDown={key}
      onKeyUp={release}
      onBlur={release}
    >
      {children}
      <i style={{ width: `${share * 100}%` }} />
    </button>
  )
}
