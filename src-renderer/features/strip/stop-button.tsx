import { stopNow } from '../../stores/stopped.ts'
import { Kbd } from '../../ui/controls.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useKeyAction } from '../keys/key-actions.ts'
import { capsOf } from '../keys/shortcuts.ts'

/** At once, without a question: dry run, and the end of all entry orders. */
export function StopButton() {
  useKeyAction('stop', () => void stopNow())
  return (
    <div className="stop">
      <button
        type="button"
        onClick={() => void stopNow()}
        data-tip={'STOP\nDry run, and every entry order is cancelled. Positions keep their stops.'}
      >
        <Icon name="stop" size={11} /> STOP <Kbd>{capsOf('stop')}</Kbd>
      </button>
    </div>
  )
}
