import { Popover } from 'radix-ui'
import { useState } from 'react'
import { useRole } from '../../stores/connection.ts'
import { useStatus } from '../../stores/status.ts'
import { Button, IconButton } from '../../ui/controls.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Menu } from '../../ui/menu.tsx'
import { useKeyAction } from '../keys/key-actions.ts'
import { clockCommand, FULL_SPEED, SPEEDS, speedWords, togglePause } from './clock-commands.ts'
import { SeekPanel } from './seek-panel.tsx'
import './clock-controls.css'

/** What the clock does at the moment, in words. */
function ClockWords() {
  const clock = useStatus((status) => status.clock)
  const phase = useStatus((status) => status.state.phase)
  if (clock === null) return null
  if (phase === 'finished') return <span>the market is over</span>
  if (phase === 'catching-up' || phase === 'warming-up' || phase === 'connecting') return <span>fast forward</span>
  if (clock.paused) return <span className="amber">paused</span>
  if (clock.slowed) return <span className="i2">1× while a card waits</span>
  return <span>market clock</span>
}

function MoreMenu({ disabled }: { disabled: boolean }) {
  const clock = useStatus((status) => status.clock)
  const [open, setOpen] = useState(false)
  const [restarting, setRestarting] = useState(false)
  if (clock === null) return null
  return (
    <Popover.Root
      open={open}
      onOpenChange={(next) => {
        setOpen(next)
        setRestarting(false)
      }}
    >
      <Popover.Trigger
        disabled={disabled}
        className="ib"
        aria-label="More of the market clock"
        data-tip="Go to a time, restart"
      >
        <Icon name="dots" size={12} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="popover clock-more" align="start" sideOffset={20} aria-label="Market clock">
          <SeekPanel clock={clock} onDone={() => setOpen(false)} />
          <label className="check">
            <input
              type="checkbox"
              checked={clock.slowWhileWaiting}
              onChange={({ target }) => clockCommand({ kind: 'clock-slow-while-waiting', on: target.checked })}
            />
            Run at 1× while a card waits for approval
          </label>
          <div className="restart">
            {restarting ? (
              <>
                <p className="cap amber">The same market from its beginning, in a new session. This one ends.</p>
                <Button
                  small
                  kind="primary"
                  onClick={() => {
                    clockCommand({ kind: 'clock-restart' })
                    setOpen(false)
                  }}
                >
                  Restart now
                </Button>
              </>
            ) : (
              <Button small onClick={() => setRestarting(true)}>
                <Icon name="restart" size={11} /> Restart the day…
              </Button>
            )}
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

/** A simulated market's clock: pause, on to the next decision, speed, go to a time. Absent where the market is real. */
export function ClockControls() {
  const known = useStatus((status) => status.clock !== null) === true
  const paused = useStatus((status) => status.clock?.paused ?? false) === true
  const speed = useStatus((status) => status.clock?.speed ?? 1) ?? 1
  // The market's clock is everybody's: only the window that controls moves it.
  const viewer = useRole() === 'viewer'
  const mine = known && !viewer
  useKeyAction('pause', mine ? togglePause : null)
  useKeyAction('step', mine ? () => clockCommand({ kind: 'clock-step' }) : null)
  if (!known) return null
  const offered = [...new Set<number>([...SPEEDS, FULL_SPEED, speed])].sort((one, other) => one - other)
  return (
    <div className="seg clock">
      <div className="a">
        <IconButton
          icon={paused ? 'play' : 'pause'}
          label={paused ? 'Go on (P)' : 'Pause (P)'}
          className={paused ? 'amber' : ''}
          disabled={viewer}
          onClick={togglePause}
        />
        <IconButton
          icon="step"
          label="On to the next decision (N)"
          disabled={viewer}
          onClick={() => clockCommand({ kind: 'clock-step' })}
        />
        <Menu
          disabled={viewer}
          label={`Speed: ${speedWords(speed)}`}
          text={speedWords(speed)}
          value={String(speed)}
          options={offered.map((value) => ({
            value: String(value),
            label: value >= FULL_SPEED ? 'as fast as it goes' : `${value}×`,
          }))}
          onChange={(value) => clockCommand({ kind: 'clock-speed', speed: Number(value) })}
        />
        <MoreMenu disabled={viewer} />
      </div>
      <div className="b">
        <ClockWords />
      </div>
    </div>
  )
}
