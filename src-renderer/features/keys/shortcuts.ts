interface ShortcutSpec {
  /** As tinykeys reads it. */
  readonly binding: string
  /** As the key caps say it. */
  readonly caps: string
  /** What it does, for the list of keys and the palette. */
  readonly words: string
  readonly group: 'Orders' | 'Symbols' | 'Market clock' | 'Window'
  /** Held down it goes on. */
  readonly repeats?: true
  /** Also while a dialog is open or something is typed. */
  readonly everywhere?: true
}

/** Every key of the window, once: bindings, key caps, the list of keys and the palette all come from here. */
const SHORTCUTS = {
  stop: {
    binding: '$mod+Shift+X',
    caps: 'Ctrl Shift X',
    words: 'STOP: cancel entries, no new ones',
    group: 'Orders',
    everywhere: true,
  },
  'dry-run': { binding: 'd', caps: 'D', words: 'Dry run now', group: 'Orders' },
  arm: { binding: 'l', caps: 'L', words: 'Arm: send orders to an account…', group: 'Orders' },
  approve: { binding: 'a', caps: 'A', words: 'Approve the focused card', group: 'Orders' },
  edit: { binding: 'e', caps: 'E', words: 'Edit the focused card', group: 'Orders' },
  reject: { binding: 'r', caps: 'R', words: 'Reject the focused card', group: 'Orders' },
  'approve-all': { binding: 'Shift+A', caps: 'Shift A', words: 'Approve all cards', group: 'Orders' },
  find: { binding: '/', caps: '/', words: 'Find a symbol', group: 'Symbols' },
  next: { binding: 'j', caps: 'J', words: 'Next symbol', group: 'Symbols', repeats: true },
  previous: { binding: 'k', caps: 'K', words: 'Previous symbol', group: 'Symbols', repeats: true },
  open: { binding: 'Enter', caps: 'Enter', words: 'Open the symbol', group: 'Symbols' },
  pause: { binding: 'p', caps: 'P', words: 'Pause or go on', group: 'Market clock' },
  step: { binding: 'n', caps: 'N', words: 'On to the next decision', group: 'Market clock' },
  trade: { binding: 'g t', caps: 'g t', words: 'Go to Trade', group: 'Window' },
  review: { binding: 'g r', caps: 'g r', words: 'Go to Review', group: 'Window' },
  books: { binding: 'g b', caps: 'g b', words: 'Books and broker: differences, what is not ours', group: 'Window' },
  connection: { binding: 'g c', caps: 'g c', words: 'Connection to the market', group: 'Window' },
  palette: { binding: '$mod+k', caps: 'Ctrl K', words: 'All commands', group: 'Window', everywhere: true },
  keys: { binding: '[Shift]+?', caps: '?', words: 'All keys', group: 'Window' },
} as const satisfies Readonly<Record<string, ShortcutSpec>>

export type ShortcutName = keyof typeof SHORTCUTS
export type Shortcut = ShortcutSpec

export const SHORTCUT_NAMES = Object.keys(SHORTCUTS) as ShortcutName[]

/** The caps of a key on this machine: a Mac has its own. */
export const capsOf = (name: ShortcutName): string =>
  /Mac/.test(navigator.userAgent)
    ? SHORTCUTS[name].caps.replace('Ctrl', '⌘').replace('Shift', '⇧')
    : SHORTCUTS[name].caps

export const shortcut = (name: ShortcutName): Shortcut => SHORTCUTS[name]
