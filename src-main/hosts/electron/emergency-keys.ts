import { globalShortcut, type Input, type WebContents } from 'electron'
import { STOP_KEYS } from './application-menu.ts'

const isStop = (input: Input): boolean =>
  input.type === 'keyDown' && (input.control || input.meta) && input.shift && input.key.toLowerCase() === 'x'

/**
 * STOP by its keys, wherever the trader is. The system's shortcut needs no focus; where another program has it already,
 * the keys still work in the window: there they are seen before the page, so that a page that hangs does not hold them.
 * @returns the disposer.
 */
export function listenForStop(contents: WebContents, stop: () => void): () => void {
  const registered = globalShortcut.register(STOP_KEYS, stop)
  const onInput = (event: { preventDefault(): void }, input: Input): void => {
    if (!isStop(input)) return
    event.preventDefault()
    stop()
  }
  contents.on('before-input-event', onInput)
  return () => {
    contents.off('before-input-event', onInput)
    if (registered) globalShortcut.unregister(STOP_KEYS)
  }
}
