import { clsx } from 'clsx'

interface ProgressBarProps {
  /** What goes on, for those who cannot see it. */
  readonly label: string
  readonly done: number
  readonly total: number
  readonly className?: string
}

/** How far something has come. */
export function ProgressBar({ label, done, total, className }: ProgressBarProps) {
  const hundredth = total > 0 ? Math.max(0, Math.min(100, Math.floor((done / total) * 100))) : 0
  return (
    <span
      className={clsx('cbar', className)}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={hundredth}
    >
      <i style={{ width: `${hundredth}%` }} />
    </span>
  )
}
