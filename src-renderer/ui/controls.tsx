import { clsx } from 'clsx'
import type { ComponentProps, ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'
import './controls.css'

/** A key as it is printed on its cap: `A`, `Ctrl K`. Decoration: what it does is said in words beside it. */
export function Kbd({ children }: { children: string }) {
  return (
    <span className="kbd" aria-hidden="true">
      {children}
    </span>
  )
}

type NativeButton = Omit<ComponentProps<'button'>, 'type'>

interface ButtonProps extends NativeButton {
  /** `act` sends an order and wears the mode's colour; `danger` for Flatten and the like. */
  readonly kind?: 'plain' | 'quiet' | 'act' | 'primary' | 'danger'
  readonly small?: boolean
  /** The key that does the same. */
  readonly keyCap?: string | undefined
}

export function Button({ kind = 'plain', small = false, keyCap, className, children, ...rest }: ButtonProps) {
  return (
    <button type="button" className={clsx('btn', kind !== 'plain' && kind, small && 'small', className)} {...rest}>
      {children}
      {keyCap !== undefined && <Kbd>{keyCap}</Kbd>}
    </button>
  )
}

/** A button that is only a sign; `label` is its name and its tooltip. */
export function IconButton({
  icon,
  label,
  size = 12,
  className,
  ...rest
}: NativeButton & { icon: IconName; label: string; size?: number }) {
  return (
    <button type="button" className={clsx('ib', className)} aria-label={label} data-tip={label} {...rest}>
      <Icon name={icon} size={size} />
    </button>
  )
}

/** A small button in the head of a panel; `pressed` makes it a switch. */
export function TextButton({
  pressed,
  bordered = false,
  className,
  ...rest
}: NativeButton & { pressed?: boolean; bordered?: boolean }) {
  return (
    <button type="button" className={clsx('tb', bordered && 'bordered', className)} aria-pressed={pressed} {...rest} />
  )
}

interface SegmentedProps<Value extends string> {
  /** What is chosen, for those who cannot see it. */
  readonly label: string
  readonly value: Value
  readonly options: readonly { readonly value: Value; readonly label: ReactNode; readonly tip?: string }[]
  readonly onChange: (value: Value) => void
  readonly className?: string
}

/** One of a few. */
export function Segmented<Value extends string>({ label, value, options, onChange, className }: SegmentedProps<Value>) {
  return (
    <fieldset className={clsx('segmented', className)} aria-label={label}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          className="tb"
          aria-pressed={option.value === value}
          data-tip={option.tip}
          onClick={() => onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </fieldset>
  )
}

export type BadgeKind = 'plain' | 'line' | 'long' | 'short' | 'veto' | 'amber' | 'ok' | 'sim'

/** A state in a word, its shape first. */
export function Badge({ kind = 'plain', icon, children }: { kind?: BadgeKind; icon?: IconName; children: ReactNode }) {
  return (
    <span className={clsx('badge', kind !== 'plain' && kind)}>
      {icon !== undefined && <Icon name={icon} size={10} />}
      {children}
    </span>
  )
}
