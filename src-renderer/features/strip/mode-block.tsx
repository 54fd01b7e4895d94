import { MODES } from '../../../src-shared/domain/mode.ts'
import { sendCommand } from '../../stores/commands.ts'
import { usePositions } from '../../stores/orders.ts'
import { useStatus } from '../../stores/status.ts'
import { Button } from '../../ui/controls.tsx'
import { Icon } from '../../ui/icon.tsx'
import { capsOf } from '../keys/shortcuts.ts'
import { modeSentence } from './words.ts'

/** What the mode alone does not say: the trading state, automatic approval, and live positions looked after in a dry run. */
function ModeNotes() {
  const tradingState = useStatus((status) => status.tradingState)
  const automatic = useStatus((status) => status.automaticApproval) === true
  const mode = useStatus((status) => status.mode)
  const live = usePositions().filter(({ book }) => book.kind === 'account').length
  return (
    <>
      {mode === 'dry-run' && live > 0 && <span className="mode-note">{live} live managed</span>}
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

/** Says in a word and a sentence whether this can send an order. */
export function ModeBlock() {
  const mode = useStatus((status) => status.mode)
  const account = useStatus((status) => status.account.id)
  if (mode === null || account === null) return <div className="seg mode" />
  const live = mode !== 'dry-run'
  return (
    <div className="seg mode">
      <div>
        <div className="a">
          <Icon name={live ? 'disc' : 'ring'} size={11} />
          <span className="word">{MODES[mode].shown}</span>
        </div>
        <div className="b">{modeSentence(mode, account)}</div>
      </div>
      <div className="mode-notes">
        <ModeNotes />
      </div>
      {live && (
        <Button keyCap={capsOf('dry-run')} onClick={() => void sendCommand({ kind: 'set-mode', mode: 'dry-run' })}>
          Dry run
        </Button>
      )}
    </div>
  )
}
