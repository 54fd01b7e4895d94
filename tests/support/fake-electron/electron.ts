/**
 * What `import … from 'electron'` gives to the main bundle under test: the parts of Electron's main process that the app
 * uses. State is real, pages are real; the operating system's side (menus, boxes, power, shortcuts) is only remembered.
 */
import { EventEmitter } from 'node:events'
import { Application } from './application.ts'
import { FakeWindow } from './browser-window.ts'
import { endChromium } from './chromium-page.ts'
import { FakeSession, Protocol } from './session.ts'
import { FakeMenu, GlobalShortcut } from './system.ts'

export const app = new Application()
export const ipcMain = new EventEmitter()
export const powerMonitor = new EventEmitter()
export const protocol = new Protocol()
export const session = { defaultSession: new FakeSession(protocol) }
export const globalShortcut = new GlobalShortcut()
export const Menu = FakeMenu
/** A machine without a keyring. */
export const safeStorage = {
  isEncryptionAvailable: (): boolean => false,
  getSelectedStorageBackend: (): string => 'basic_text',
}
export { dialog, screen, shell } from './system.ts'

export class BrowserWindow extends FakeWindow {
  constructor(options: ConstructorParameters<typeof FakeWindow>[0] = {}) {
    super(options, { app, session: session.defaultSession, ipcMain })
  }

  static getAllWindows(): BrowserWindow[] {
    return [...app.windows].filter((window) => window instanceof BrowserWindow)
  }
}

app.once('ready', () => protocol.appIsReady())
app.onEnding(endChromium)
