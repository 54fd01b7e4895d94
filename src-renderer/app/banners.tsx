import { DisarmBanner } from '../features/arming/disarm-banner.tsx'
import { DifferencesBanner } from '../features/books/differences-banner.tsx'
import { GatewayBanner } from '../features/connection/gateway-banner.tsx'
import { useNeedsGuidance } from '../features/connection/guidance.tsx'
import { takeControl, useConnection, useRole } from '../stores/connection.ts'
import { useStatus } from '../stores/status.ts'
import { Banner } from '../ui/banner.tsx'
import { Button } from '../ui/controls.tsx'
import { timeOfDay } from '../ui/format.ts'
import { ProgressBar } from '../ui/progress-bar.tsx'

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

function PhaseBanner() {
  const state = useStatus((status) => status.state)
  const movable = useStatus((status) => status.clock !== null) === true
  // The page of the guidance says the same, and more.
  const guided = useNeedsGuidance()
  if (state === null) return null
  switch (state.phase) {
    case 'running':
      return null
    case 'connecting':
      return guided ? null : (
        <Banner icon="plug" kind="plain">
          <span>
            <b>Waiting for the market.</b> Nothing is decided or traded until it answers.
          </span>
        </Banner>
      )
    case 'warming-up':
      return (
        <Banner icon="clock" kind="plain">
          <span>
            Loading the bars of earlier days: <span className="n">{state.done.toLocaleString('en-US')}</span> of{' '}
            <span className="n">{state.total.toLocaleString('en-US')}</span>. Nothing is decided yet.
          </span>
          <ProgressBar label="Loading" done={state.done} total={state.total} />
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
            <b>The market is over.</b> Review shows the day
            {movable && '; the market clock can go back to a time or restart it'}.
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
      <DisarmBanner />
      <GatewayBanner />
      <DifferencesBanner />
      <PhaseBanner />
    </section>
  )
}
