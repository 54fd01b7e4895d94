import { type IpcMainEvent, ipcMain, type WebContents } from 'electron'
import { BEGIN, TAKEN, TO_MAIN } from './channels.ts'
import { foreignSender } from './sender-check.ts'
import type { WindowLink } from './window-link.ts'

/**
 * Takes what pages send, each message only after its sender was checked.
 * @param linkOf the link of a window of ours
 * @param report one that is not ours to read, in words for the audit
 * @returns the disposer.
 */
export function takeWindowMessages(
  linkOf: (contents: WebContents) => WindowLink | undefined,
  report: (detail: string) => void,
): () => void {
  const checked = (use: (link: WindowLink, payload: unknown) => void) => (event: IpcMainEvent, payload: unknown) => {
    const foreign = foreignSender(event, (contents) => linkOf(contents) !== undefined)
    const link = linkOf(event.sender)
    if (foreign !== null || link === undefined) report(foreign ?? 'contents of no window of ours')
    else use(link, payload)
  }
  const listeners = [
    [BEGIN, checked((link) => link.ended())],
    [TO_MAIN, checked((link, text) => link.received(text))],
    [TAKEN, checked((link, characters) => link.taken(characters))],
  ] as const
  for (const [channel, listener] of listeners) ipcMain.on(channel, listener)
  return () => {
    for (const [channel, listener] of listeners) ipcMain.off(channel, listener)
  }
}
