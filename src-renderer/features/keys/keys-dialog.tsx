import { useState } from 'react'
import { Kbd } from '../../ui/controls.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useKeyAction } from './key-actions.ts'
import { capsOf, SHORTCUT_NAMES, shortcut } from './shortcuts.ts'
import './keys-dialog.css'

const groups = [...new Set(SHORTCUT_NAMES.map((name) => shortcut(name).group))]

/** All keys, as the one table has them. */
export function KeysDialog() {
  const [open, setOpen] = useState(false)
  useKeyAction('keys', () => setOpen(true))
  return (
    <Dialog title="Keys" open={open} onClose={() => setOpen(false)} className="keys-dialog">
      {groups.map((group) => (
        <section key={group} aria-label={group}>
          <h3>{group}</h3>
          <dl>
            {SHORTCUT_NAMES.filter((name) => shortcut(name).group === group).map((name) => (
              <div key={name}>
                <dt>{shortcut(name).words}</dt>
                <dd>
                  <span className="vh">{capsOf(name)}</span>
                  <Kbd>{capsOf(name)}</Kbd>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  )
}
