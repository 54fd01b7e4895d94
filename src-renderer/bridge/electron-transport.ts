import type { Disposer, Transport } from './transport.ts'

/** What Electron's preload gives the window. */
export interface CockpitBridge {
  readonly host: 'electron'
  send(text: string): void
  onText(listener: (text: string) => void): Disposer
}

declare global {
  interface Window {
    readonly cockpit?: CockpitBridge
  }
}

/** The main process of the same Electron: there as long as the window is. */
export const createElectronTransport = (bridge: CockpitBridge): Transport => ({
  send: (text) => bridge.send(text),
  onText: (listener) => bridge.onText(listener),
  onOpen: (listener) => {
    listener(true)
    return () => undefined
  },
})
