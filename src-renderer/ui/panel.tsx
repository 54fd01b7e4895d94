import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import './panel.css'

interface PanelProps {
  readonly title: string
  /** How many there are, beside the title. */
  readonly count?: ReactNode
  /** Buttons at the right of the head. */
  readonly actions?: ReactNode
  readonly className?: string
  readonly children: ReactNode
}

/** A part of the screen with its head. */
export function Panel({ title, count, actions, className, children }: PanelProps) {
  return (
    <section className={clsx('panel', className)} aria-label={title}>
      <div className="head">
        <h2>{title}</h2>
        {count !== undefined && <span className="count">{count}</span>}
        <span className="grow" />
        {actions}
      </div>
      {children}
    </section>
  )
}

/** What stands where there is nothing: `title` says so, the text below says what would fill it. */
export function EmptyState({
  title,
  children,
  className,
}: {
  title: string
  children?: ReactNode
  className?: string
}) {
  return (
    <div className={clsx('empty', className)}>
      <p>{title}</p>
      {children !== undefined && <p>{children}</p>}
    </div>
  )
}
