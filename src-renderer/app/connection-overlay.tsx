import { useEffect, useState } from 'react'
import { capsOf } from '../features/keys/shortcuts.ts'
import { useConnection } from '../stores/connection.ts'
import { useStatus } from '../stores/status.ts'
import { stopNow, useEmergency } from '../stores/stopped.ts'
import { Kbd } from '../ui/controls.tsx'
import { timeOfDay } from '../ui/format.ts'
import { Icon } from '../ui/icon.tsx'

function useSecondsSince(since: number | null): string {
  const [, beat] = useState(0)
  useEffect(() => {
    if (since === null) return
    const timer = setInterval(() => beat((count) => count + 1), 200)
    return () => clearInterval(timer)
  }, [since])
  return since === null ? '' : ((performance.now() - since) / 1_000).toFixed(1)
}

/** STOP is there too: what does not get through is sent until it does. */
function StopHere() {
  const { asked } = useEmergency()
  return (
    <div className="stop-here">
      <div className="stop">
        <button type="button" onClick={() => void stopNow()}>
          <Icon name="stop" size={11} /> STOP <Kbd>{capsOf('stop')}</Kbd>
        </button>
      </div>
      <p role="status">
        {asked === null
          ? window.cockpit !== undefined && 'The key works from anywhere.'
          : 'STOP is not confirmed yet: it is sent again and again until the engine answers. `orchestrator stop` in a terminal does the same another way.'}
      </p>
    </div>
  )
}

/** Over a screen that must not be believed: since when, what that means for orders, what happens next. */
export function ConnectionOverlay() {
  const state = useConnection()
  const seen = useStatus((status) => status.time)
  const seconds = useSecondsSince(state.kind === 'silent' || state.kind === 'disconnected' ? state.since : null)
  if (state.kind === 'connected') return null
  if (state.kind === 'connecting') {
    return (
      <div className="over quiet">
        <div role="status">
          <h2>
            <Icon name="plug" size={14} /> Connecting to the engine…
          </h2>
        </div>
      </div>
    )
  }
  if (state.kind === 'refused') {
    return (
      <div className="over">
        <div role="alert">
          <h2>
            <Icon name="lock" size={13} /> Not connected to the engine
          </h2>
          <p>{state.message}</p>
          <p className="i3">This window can send nothing. Orders and their stops stay as the engine has them.</p>
        </div>
      </div>
    )
  }
  return (
    <div className="over">
      <div role="alert">
        <h2>
          <Icon name="plug" size={14} /> Not connected to the engine
        </h2>
        <p>
          Nothing heard for <span className="n i1">{seconds}</span> s
          {seen === null ? (
            '.'
          ) : (
            <>
              ; what you see is from <span className="n i1">{timeOfDay(seen)}</span>.
            </>
          )}{' '}
          Orders already sent work on with their stops; this window cannot send any. Reconnecting by itself.
        </p>
        <StopHere />
      </div>
    </div>
  )
}
