import { Slider } from 'radix-ui'
import { useState } from 'react'
import type { Status } from '../../../src-shared/contract/views/status.ts'
import { ENGINE_BAR_MS } from '../../../src-shared/domain/time.ts'
import { useStatus } from '../../stores/status.ts'
import { Button } from '../../ui/controls.tsx'
import { dayOf, timeOfDay } from '../../ui/format.ts'
import { clockCommand } from './clock-commands.ts'
import { fromField, toField } from './seek-time.ts'

type Clock = NonNullable<Status['clock']>

const nextBar = (time: number): number => Math.ceil(time / ENGINE_BAR_MS) * ENGINE_BAR_MS

/** Chooses a moment of the market and goes there; back only after a word, because it begins a new session. */
export function SeekPanel({ clock, onDone }: { clock: Clock; onDone: () => void }) {
  const now = useStatus((status) => status.time) ?? clock.from
  const [chosen, setChosen] = useState(() => Math.max(clock.from, Math.min(clock.until, nextBar(now))))
  const [field, setField] = useState(() => toField(chosen))
  const target = fromField(field)
  const problem =
    target === null
      ? 'Not a date and time.'
      : target < clock.from || target > clock.until
        ? `From ${dayOf(clock.from)} ${timeOfDay(clock.from, 'minutes')} to ${dayOf(clock.until)} ${timeOfDay(clock.until, 'minutes')} ET.`
        : null
  const back = target !== null && target < now

  return (
    <form
      className="seek"
      onSubmit={(event) => {
        event.preventDefault()
        if (target === null || problem !== null) return
        clockCommand({ kind: 'clock-seek', time: target })
        onDone()
      }}
    >
      <label htmlFor="seek-time">Go to, exchange time</label>
      <input
        id="seek-time"
        className="n"
        type="datetime-local"
        step={300}
        value={field}
        min={toField(clock.from)}
        max={toField(clock.until)}
        onChange={({ target: { value } }) => {
          setField(value)
          const time = fromField(value)
          if (time !== null) setChosen(time)
        }}
      />
      <Slider.Root
        className="slider"
        min={clock.from}
        max={clock.until}
        step={ENGINE_BAR_MS}
        value={[Math.max(clock.from, Math.min(clock.until, chosen))]}
        onValueChange={([value]) => {
          if (value === undefined) return
          setChosen(value)
          setField(toField(value))
        }}
      >
        <Slider.Track className="track">
          <Slider.Range className="range" />
        </Slider.Track>
        <Slider.Thumb
          className="thumb"
          aria-label="Market time"
          aria-valuetext={`${dayOf(chosen)} ${timeOfDay(chosen, 'minutes')}`}
        />
      </Slider.Root>
      <p className={problem === null && !back ? 'cap' : 'cap amber'} role="status">
        {problem ??
          (back
            ? 'Going back starts a new session: positions, orders and cards of this one end with it.'
            : 'What lies between is decided on the way, as fast as it goes.')}
      </p>
      <Button
        kind="primary"
        small
        disabled={problem !== null}
        onClick={(event) => event.currentTarget.form?.requestSubmit()}
      >
        {back ? 'Start a new session there' : 'Go there'}
      </Button>
    </form>
  )
}
