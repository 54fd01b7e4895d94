import { useArmedSeconds } from '../../stores/arming.ts'
import { duration } from '../../ui/format.ts'
import { Num } from '../../ui/num.tsx'
import { showArming } from '../arming/arming-panel.ts'
import { capsOf } from '../keys/shortcuts.ts'
import './armed-time.css'

/** How long it stays armed; a press asks for longer. */
export function ArmedTime() {
  const seconds = useArmedSeconds()
  if (seconds === null) return null
  const left = duration(seconds * 1_000)
  return (
    <button
      type="button"
      className="armed-time"
      aria-label={`Armed, ${left} left: stay armed for longer`}
      data-tip={`Armed for another ${left}\nThen it is dry run again. Press to stay armed for longer: it takes the token (${capsOf('arm')}).`}
      onClick={() => showArming('extend')}
    >
      <Num>{left}</Num> <span>left</span>
    </button>
  )
}
