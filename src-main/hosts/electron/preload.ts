import { contextBridge, ipcRenderer } from 'electron'
import { BEGIN, SAY_TAKEN_AFTER, TAKEN, TO_MAIN, TO_WINDOW } from './channels.ts'

ipcRenderer.send(BEGIN)

let taken = 0
ipcRenderer.on(TO_WINDOW, (_event, text: string) => {
  taken += text.length
  if (taken < SAY_TAKEN_AFTER) return
  ipcRenderer.send(TAKEN, taken)
  taken = 0
})

/** All that the window gets from Electron: messages of the contract as text, both ways. */
const cockpit = Object.freeze({
  host: 'electron',
  send(text: string): void {
    ipcRenderer.send(TO_MAIN, text)
  },
  /** @returns the disposer. */
  onText(listener: (text: string) => void): () => void {
    // The listener is never handed Electron's event: through it the page could reach more.
    const forward = (_event: unknown, text: string): void => listener(text)
    ipcRenderer.on(TO_WINDOW, forward)
    return () => {
      ipcRenderer.removeListener(TO_WINDOW, forward)
    }
  },
})

contextBridge.exposeInMainWorld('cockpit', cockpit)
