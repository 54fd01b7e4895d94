import { clsx } from 'clsx'
import { runKeyAction } from '../features/keys/key-actions.ts'
import { capsOf, type ShortcutName } from '../features/keys/shortcuts.ts'
import { useConnection, useRole } from '../stores/connection.ts'
import { openFindings, useReconciliation } from '../stores/reconciliation.ts'
import { SCREENS, type Screen, useSelection } from '../stores/selection.ts'
import { useStatus } from '../stores/status.ts'
import { Kbd } from '../ui/controls.tsx'
import { Icon } from '../ui/icon.tsx'
import './nav-line.css'

const WORDS: Readonly<Record<Screen, string>> = { trade: 'Trade', review: 'Review' }

function AuditLine() {
  const audit = useStatus((status) => status.audit)
  if (audit === null) return null
  if (audit.failure !== null) {
    return (
      <span className="danger" data-tip={`The audit cannot be written\n${audit.failure}`}>
        <Icon name="warn" size={12} /> audit cannot be written
      </span>
    )
  }
  return (
    <span>
      <Icon name="chain" size={12} className="ok" /> audit{' '}
      <span className="n i2">{audit.events.toLocaleString('en-US')}</span> events
    </span>
  )
}

/** What the broker and our books do not agree on, and what is there that is not ours. */
function BooksLine() {
  const { differences, foreign } = openFindings(useReconciliation())
  if (differences + foreign === 0) return null
  const words = [
    differences === 0 ? '' : `${differences} ${differences === 1 ? 'difference' : 'differences'}`,
    foreign === 0 ? '' : `${foreign} not ours`,
  ].filter((text) => text !== '')
  return (
    <button
      type="button"
      className={clsx('hint', differences > 0 && 'amber')}
      data-tip={`Books and broker\n${capsOf('books')}`}
      onClick={() => runKeyAction('books')}
    >
      <Icon name={differences > 0 ? 'warn' : 'eye'} size={12} /> {words.join(', ')}
    </button>
  )
}

function ConnectionLine() {
  const { kind } = useConnection()
  const role = useRole()
  if (kind !== 'connected') return <span className="amber">not connected</span>
  return (
    <span>
      <Icon name={role === 'viewer' ? 'eye' : 'plug'} size={12} className={role === 'viewer' ? 'amber' : 'ok'} />{' '}
      {role === 'viewer' ? 'watches only' : 'in control'}
    </span>
  )
}

function KeyButton({ name, words }: { name: ShortcutName; words: string }) {
  return (
    <button type="button" className="hint" onClick={() => runKeyAction(name)}>
      <Kbd>{capsOf(name)}</Kbd> {words}
    </button>
  )
}

/** The line at the bottom: the screens, the audit, who controls, and where to find everything else. */
export function NavLine() {
  const screen = useSelection((selection) => selection.screen)
  const show = useSelection((selection) => selection.show)
  return (
    <nav className="nav" aria-label="Screens">
      {SCREENS.map((each) => (
        <button
          key={each}
          type="button"
          className="screen"
          aria-current={each === screen ? 'page' : undefined}
          onClick={() => show(each)}
        >
          {WORDS[each]}
          <span className="n i3" aria-hidden="true">
            {capsOf(each)}
          </span>
        </button>
      ))}
      <div className="state">
        <BooksLine />
        <AuditLine />
        <ConnectionLine />
        <KeyButton name="palette" words="commands" />
        <KeyButton name="keys" words="keys" />
      </div>
    </nav>
  )
}
