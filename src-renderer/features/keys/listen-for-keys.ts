import { defaultKeybindingsHandlerIgnore, tinykeys } from 'tinykeys'
import { runKeyAction } from './key-actions.ts'
import { SHORTCUT_NAMES, type ShortcutName, shortcut } from './shortcuts.ts'

const isSequence = (name: ShortcutName): boolean => shortcut(name).binding.includes(' ')

/** Sequences come first: `g r` leads to Review, and its second key must not reject a card as well. */
const ordered = (): ShortcutName[] => [
  ...SHORTCUT_NAMES.filter(isSequence),
  ...SHORTCUT_NAMES.filter((name) => !isSequence(name)),
]

const isElement = (target: EventTarget | null): target is Element => target instanceof Element

/** Whether the key belongs to something that the trader is in: a dialog, a field, or a button that Enter presses. */
function isTaken(event: KeyboardEvent): boolean {
  if (defaultKeybindingsHandlerIgnore(event)) return true
  if (document.querySelector('[role="dialog"]') !== null) return true
  if (!isElement(event.target)) return false
  if (event.target.closest('input, textarea, select') !== null) return true
  return event.key === 'Enter' && event.target.closest('button, a, [role="button"]') !== null
}

/**
 * Listens for all keys of the window.
 *
 * @param believed whether the screen shows the engine as it is: on one that does not, STOP is the only key.
 * @returns the disposer.
 */
export function listenForKeys(target: Window, believed: () => boolean): () => void {
  const bindings = ordered().map((name) => {
    const { binding, repeats = false, everywhere = false } = shortcut(name)
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || (event.repeat && !repeats)) return
      if (!everywhere && isTaken(event)) return
      if (name !== 'stop' && !believed()) return
      if (runKeyAction(name)) event.preventDefault()
    }
    return [binding, press] as const
  })
  return tinykeys(target, Object.fromEntries(bindings), { ignore: () => false })
}
