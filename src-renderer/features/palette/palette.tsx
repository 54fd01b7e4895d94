import { Command } from 'cmdk'
import { useState } from 'react'
import { isTicker } from '../../../src-shared/domain/ids.ts'
import { useRole } from '../../stores/connection.ts'
import { useSelection } from '../../stores/selection.ts'
import { currentWatchlist } from '../../stores/watchlist.ts'
import { Kbd } from '../../ui/controls.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { useKeyAction } from '../keys/key-actions.ts'
import { type PaletteCommand, paletteCommands } from './commands.ts'
import './palette.css'

function useSymbolCommands(open: boolean): PaletteCommand[] {
  const { setSymbol, show } = useSelection()
  if (!open) return []
  return currentWatchlist().rows.map(({ symbol }) => ({
    group: 'Symbols',
    words: `Open ${symbol}`,
    caps: null,
    run: () => {
      if (!isTicker(symbol)) return
      show('trade')
      setSymbol(symbol)
    },
  }))
}

/** Every command that there is, found by its words. */
export function Palette() {
  const [open, setOpen] = useState(false)
  const viewer = useRole() === 'viewer'
  const symbols = useSymbolCommands(open)
  useKeyAction('palette', () => setOpen((before) => !before))
  const all = open ? [...paletteCommands(viewer), ...symbols] : []
  const groups = [...new Set(all.map(({ group }) => group))]

  return (
    <Dialog title="Commands" untitled open={open} onClose={() => setOpen(false)} className="palette">
      <Command label="Commands" loop>
        <Command.Input placeholder="What to do?" />
        <Command.List>
          <Command.Empty>No command has these words.</Command.Empty>
          {groups.map((group) => (
            <Command.Group key={group} heading={group}>
              {all
                .filter((command) => command.group === group)
                .map((command) => (
                  <Command.Item
                    key={command.words}
                    value={`${group} ${command.words}`}
                    onSelect={() => {
                      setOpen(false)
                      command.run()
                    }}
                  >
                    <span className="grow">{command.words}</span>
                    {command.caps !== null && <Kbd>{command.caps}</Kbd>}
                  </Command.Item>
                ))}
            </Command.Group>
          ))}
        </Command.List>
      </Command>
    </Dialog>
  )
}
