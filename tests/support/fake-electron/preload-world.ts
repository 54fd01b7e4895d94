import { readFileSync } from 'node:fs'
import vm from 'node:vm'
import type { WebContents } from './contents.ts'

type Listener = (event: object, ...values: unknown[]) => void

/** What the preload script handed to the page, by name. */
export type Exposed = Readonly<Record<string, unknown>>

/** A preload script that runs beside one document. */
export interface PreloadWorld {
  readonly exposed: Exposed
  /** The document is gone, and the script with it. */
  end(): void
}

/** The modules that a sandboxed preload script may require, besides `electron`. */
const ALLOWED = ['events', 'timers', 'url']

interface IpcMain {
  emit(channel: string, event: object, ...values: unknown[]): boolean
}

/**
 * Runs the real, bundled preload script as Electron's sandbox would: CommonJS, `require` for `electron` and three small
 * modules only, no globals of Node.
 * @param ipcMain null: only to see what it exposes; what it sends goes nowhere
 */
export function runPreload(file: string, contents: WebContents, ipcMain: IpcMain | null): PreloadWorld {
  const exposed: Record<string, unknown> = {}
  const listeners: { readonly channel: string; readonly listener: Listener; readonly forward: Listener }[] = []
  let alive = true
  const ipcRenderer = {
    send(channel: string, ...values: unknown[]): void {
      const event = { sender: contents, senderFrame: contents.mainFrame, type: 'frame', processId: 1, frameId: 1 }
      // As in Electron, what cannot be cloned throws at the sender.
      const cloned = structuredClone(values)
      if (alive) ipcMain?.emit(channel, event, ...cloned)
    },
    on(channel: string, listener: Listener): void {
      const forward = (...values: unknown[]): void => listener({ sender: ipcRenderer }, ...values)
      listeners.push({ channel, listener, forward })
      contents.toPreload.on(channel, forward)
    },
    removeListener(channel: string, listener: Listener): void {
      const index = listeners.findIndex((each) => each.channel === channel && each.listener === listener)
      const [found] = index === -1 ? [] : listeners.splice(index, 1)
      if (found !== undefined) contents.toPreload.off(channel, found.forward)
    },
  }
  const contextBridge = {
    exposeInMainWorld(name: string, api: unknown): void {
      if (name in exposed) throw new Error(`Cannot bind an API on top of an existing property on the window object`)
      exposed[name] = api
    },
  }
  const require = (name: string): unknown => {
    if (name === 'electron' || name === 'electron/renderer') return { ipcRenderer, contextBridge }
    const plain = name.replace(/^node:/, '')
    if (ALLOWED.includes(plain)) return process.getBuiltinModule(plain)
    throw new Error(`module not found: ${name}`)
  }
  const context = vm.createContext({ console, setTimeout, clearTimeout, setInterval, clearInterval, URL })
  const source = `(function (require, module, exports) {${readFileSync(file, 'utf8')}\n})`
  const module = { exports: {} }
  vm.runInContext(source, context, { filename: file })(require, module, module.exports)
  return {
    exposed,
    end() {
      alive = false
      for (const { channel, forward } of listeners.splice(0)) contents.toPreload.off(channel, forward)
    },
  }
}
