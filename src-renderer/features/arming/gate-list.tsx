import { clsx } from 'clsx'
import type { ArmingGateView } from '../../../src-shared/contract/views/arming.ts'
import { sendCommand } from '../../stores/commands.ts'
import { Button } from '../../ui/controls.tsx'
import { Icon } from '../../ui/icon.tsx'
import { hasKeyAction, runKeyAction } from '../keys/key-actions.ts'
import { showArming } from './arming-panel.ts'

/** A way to open a gate from here. */
interface WayOut {
  readonly words: string
  readonly go: () => void
}

function elsewhere(words: string, key: 'books' | 'connection'): WayOut[] {
  if (!hasKeyAction(key)) return []
  const go = (): void => {
    showArming('none')
    runKeyAction(key)
  }
  return [{ words, go }]
}

function waysOut(gate: string, canSetToken: boolean): WayOut[] {
  switch (gate) {
    case 'differences':
      return elsewhere('Show them', 'books')
    case 'reconciled':
      return [{ words: 'Ask now', go: () => void sendCommand({ kind: 'reconcile' }) }]
    case 'connected':
    case 'fresh-data':
      return elsewhere('Show the connection', 'connection')
    case 'trading-state':
      return [{ words: 'Trade again', go: () => void sendCommand({ kind: 'set-trading-state', state: 'active' }) }]
    case 'token':
      return canSetToken ? [{ words: 'Set a token…', go: () => showArming('token') }] : []
    default:
      return []
  }
}

interface GateListProps {
  readonly gates: readonly ArmingGateView[]
  /** What is looked at only when it is armed. */
  readonly later: readonly { readonly gate: string; readonly name: string }[]
  /** The one that the last refusal spoke of. */
  readonly refused: string | null
  readonly canSetToken: boolean
}

/** Everything that arming takes: how it stands, and what would open what is shut. */
export function GateList({ gates, later, refused, canSetToken }: GateListProps) {
  return (
    <ul className="gates" aria-label="What arming takes">
      {gates.map((gate) => (
        <Gate key={gate.gate} gate={gate} refused={gate.gate === refused} canSetToken={canSetToken} />
      ))}
      {later.map(({ gate, name }) => (
        <li key={gate} className={clsx(gate === refused && 'shut')}>
          <Icon name={gate === refused ? 'warn' : 'ring'} size={12} className={gate === refused ? 'amber' : 'i3'} />
          <span className="g">{name}</span>
          <span className="d">{gate === refused ? 'not so' : 'looked at when you arm'}</span>
        </li>
      ))}
    </ul>
  )
}

function Gate({
  gate: { gate, name, open, says, opens },
  refused,
  canSetToken,
}: {
  gate: ArmingGateView
  refused: boolean
  canSetToken: boolean
}) {
  const ways = open ? [] : waysOut(gate, canSetToken)
  return (
    <li className={clsx((refused || !open) && 'shut')} data-gate={gate} data-open={open}>
      <Icon name={open ? 'check' : 'warn'} size={12} className={open ? 'ok' : 'amber'} />
      <span className="g">
        {name}
        <span className="vh">{open ? ', open.' : ', shut.'}</span>
      </span>
      <span className="d">{says}</span>
      {!open && (
        <div className="more">
          <p>{opens}</p>
          {ways.map(({ words, go }) => (
            <Button key={words} small onClick={go}>
              {words}
            </Button>
          ))}
        </div>
      )}
    </li>
  )
}
