import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'
import './banner.css'

interface BannerProps {
  readonly icon: IconName
  /** `danger` is said at once to those who listen. */
  readonly kind: 'plain' | 'amber' | 'danger'
  readonly children: ReactNode
}

/** A line across the window about all of it. */
export function Banner({ icon, kind, children }: BannerProps) {
  return (
    <div className={clsx('banner', kind)} role={kind === 'danger' ? 'alert' : undefined}>
      <Icon name={icon} size={12} />
      {children}
    </div>
  )
}
