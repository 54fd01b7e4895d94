import { MODES } from '../../../src-shared/domain/mode.ts'
import { useArming } from '../../stores/arming.ts'
import { sendCommand } from '../../stores/commands.ts'
import { useStatus } from '../../stores/status.ts'
import { Button } from '../../ui/controls.tsx'
import { Icon } from '../../ui/icon.tsx'
import { showArming } from '../arming/arming-panel.ts'
import { capsOf } from '../keys/shortcuts.ts'
import { ArmedTime } from './armed-time.tsx'
import { managedWords, modeSentence } from './words.ts'

/** What the mode alone does not say: the trading state and automatic approval. */
function ModeNotes() {
  const tradingState = useStatus((status) => status.tradingState)
  const automatic = useStatus((status) => status.automaticApproval) === true
  return (
    <>
      {automatic && (
        <button
          type="button"
          className="mode-note warns"
          aria-label="Automatic approval is on; switch it off"
          data-tip={'Automatic approval\nEvery staged order is approved at once. Press to switch it off.'}
          onClick={() => void sendCommand({ kind: 'set-automatic-approval', on: false })}
        >
          <Icon name="warn" size={10} /> automatic<span className="wide"> approval</span>
        </button>
      )}
      {tradingState !== null && tradingState !== 'active' && (
        <button
          type="button"
          className="mode-note warns"
          data-tip={`${tradingState === 'halted' ? 'Halted' : 'Reducing'}\n${
            tradingState === 'halted' ? 'Only cancels go out.' : 'Only orders that lower exposure go out.'
          } Press to trade again.`}
          onClick={() => void sendCommand({ kind: 'set-trading-state', state: 'active' })}
        >
          <Icon name="halt" size={10} /> {tradingState === 'halted' ? 'cancels only' : 'reducing only'}
        </button>
      )}
    </>
  )
}

/** Says in a word and a sentence whether this can send an order, for how long, and how that is changed. */
export function ModeBlock() {
  const mode = useStatus((status) => status.mode)
  const account = useStatus((status) => status.account.id)
  const managed = useStatus((status) => status.managed)
  const canArm = useArming(() => true) === true
  if (mode === null || account === null) return <div className="seg mode" />
  const live = mode !== 'dry-run'
  const looksAfter = live || managed === null ? null : managedWords(managed)
  return (
    <div className="seg mode">
      <div>
        <div className="a">
          <Icon name={live ? 'disc' : 'ring'} size={11} />
          <span className="word">{MODES[mode].shown}</span>
        </div>
        <div
          className="b"
          data-tip={
            looksAfter === null
              ? undefined
              : `${looksAfter}\nNo entry leaves this machine; exits, stops and cancels of what is out still do.`
          }
        >
          {looksAfter ?? modeSentence(mode, account)}
        </div>
      </div>
      <div className="mode-notes">
        <ModeNotes />
      </div>
      {live && <ArmedTime />}
      {live && (
        <Button keyCap={capsOf('dry-run')} onClick={() => void sendCommand({ kind: 'set-mode', mode: 'dry-run' })}>
          Dry run
        </Button>
      )}
      {!live && canArm && (
        <Button className="arm" keyCap={capsOf('arm')} onClick={() => showArming('arm')}>
          Arm…
        </Button>
      )}
    </div>
  )
}
