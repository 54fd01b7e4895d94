import { EventEmitter } from 'node:events'
import type { FakeSession } from './session.ts'

/** A frame as messages name their sender. */
export interface FakeFrame {
  url: string
  readonly parent: FakeFrame | null
}

/** The real page of a window (chromium-page.ts). */
interface RealPage {
  load(address: string): Promise<void>
  reload(): Promise<void>
  crash(): void
  close(): Promise<void>
}

type WindowOpenHandler = (details: { url: string; frameName: string }) => { action: 'allow' | 'deny' }

let nextId = 1

/** What `BrowserWindow.webContents` is. Its page is real; it comes with the first address that is loaded. */
export class WebContents extends EventEmitter {
  readonly id = nextId++
  readonly mainFrame: FakeFrame = { url: '', parent: null }
  readonly session: FakeSession
  page: RealPage | null = null
  /** What the main process sent to the preload script. */
  readonly toPreload = new EventEmitter()
  private readonly preferences: Readonly<Record<string, unknown>>
  private opener: WindowOpenHandler = () => ({ action: 'allow' })
  private destroyed = false

  constructor(preferences: Readonly<Record<string, unknown>>, session: FakeSession) {
    super()
    this.preferences = preferences
    this.session = session
    this.toPreload.setMaxListeners(100)
  }

  send(channel: string, ...values: readonly unknown[]): void {
    if (this.destroyed) throw new TypeError('Object has been destroyed')
    this.toPreload.emit(channel, ...structuredClone(values))
  }

  getLastWebPreferences(): Readonly<Record<string, unknown>> {
    return this.preferences
  }

  getURL(): string {
    return this.mainFrame.url
  }

  isDestroyed(): boolean {
    return this.destroyed
  }

  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.opener = handler
  }

  mayOpen(url: string): boolean {
    return this.opener({ url, frameName: '' }).action === 'allow'
  }

  reload(): void {
    void this.page?.reload()
  }

  forcefullyCrashRenderer(): void {
    this.page?.crash()
  }

  destroy(): void {
    this.destroyed = true
    this.emit('destroyed')
  }
}
