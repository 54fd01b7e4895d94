import { clsx } from 'clsx'
import type { ReactNode } from 'react'
import { takeControl, useConnection, useRole } from '../stores/connection.ts'
import { useStatus } from '../stores/status.ts'
import { Button } from '../ui/controls.tsx'
import { timeOfDay } from '../ui/format.ts'
import { Icon, type IconName } from '../ui/icon.tsx'

function Banner({ icon, kind, children }: { icon: IconName; kind: 'plain' | 'amber' | 'danger'; children: ReactNode }) {
  return (
    <div className={clsx('banner', kind)} role={kind === 'danger' ? 'alert' : undefined}>
      <Icon name={icon} size={12} />
      {children}
    </div>
  )
}

function ViewerBanner() {
  const viewer = useRole() === 'viewer'
  const connected = useConnection().kind === 'connected'
  if (!viewer || !connected) return null
  return (
    <Banner icon="eye" kind="plain">
      <span>
        <b>This window only watches:</b> another one controls. STOP, cancels and closes work from here too.
      </span>
      <Button small onClick={takeControl}>
        Take control
      </Button>
    </Banner>
  )
}

function Progress({ done, total }: { done: number; total: number }) {
  return <progress className="progress" value={done} max={Math.max(1, total)} aria-label="Loading" />
}

function PhaseBanner() {
  const state = useStatus((status) => status.state)
  if (state === null) return null
  switch (state.phase) {
    case 'running':
      return null
    case 'warming-up':
      return (
        <Banner icon="clock" kind="plain">
          <span>
            Loading earlier days: <span className="n">{state.done.toLocaleString('en-US')}</span> of{' '}
            <span className="n">{state.total.toLocaleString('en-US')}</span> bars. Nothing is decided yet.
          </span>
          <Progress done={state.done} total={state.total} />
        </Banner>
      )
    case 'catching-up':
      return (
        <Banner icon="clock" kind="plain">
          <span>
            Catching up to <span className="n">{timeOfDay(state.until, 'minutes')}</span> ET as fast as it goes.
          </span>
        </Banner>
      )
    case 'finished':
      return (
        <Banner icon="check" kind="plain">
          <span>
            <b>The market is over.</b> Review shows the day; the market clock can go back to a time or restart it.
          </span>
        </Banner>
      )
    case 'failed':
      return (
        <Banner icon="warn" kind="danger">
          <span>{state.message}</span>
        </Banner>
      )
  }
}

/** What concerns the whole window, under the strip. */
export function Banners() {
  return (
    <section aria-label="State of the window">
      <ViewerBanner />
      <PhaseBanner />
    </section>
  )
}
