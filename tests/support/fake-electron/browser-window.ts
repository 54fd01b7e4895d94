import { EventEmitter } from 'node:events'
import { type Application, FakeEvent } from './application.ts'
import { ChromiumPage } from './chromium-page.ts'
import { WebContents } from './contents.ts'
import { runPreload } from './preload-world.ts'
import type { FakeSession } from './session.ts'

interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

interface WindowOptions extends Partial<Rectangle> {
  readonly show?: boolean
  readonly title?: string
  readonly webPreferences?: Readonly<Record<string, unknown>>
}

interface Surroundings {
  readonly app: Application
  readonly session: FakeSession
  readonly ipcMain: EventEmitter
}

let nextId = 1

/** `BrowserWindow` without the window: its state is kept, its page is real. */
export class FakeWindow extends EventEmitter {
  readonly id = nextId++
  readonly webContents: WebContents
  private readonly surroundings: Surroundings
  private readonly preload: string
  private bounds: Rectangle
  private title: string
  private visible: boolean
  private minimised = false
  private maximised = false
  private destroyed = false

  constructor(options: WindowOptions, surroundings: Surroundings) {
    super()
    const { x = 0, y = 0, width = 800, height = 600, webPreferences = {} } = options
    this.surroundings = surroundings
    this.bounds = { x, y, width, height }
    this.title = options.title ?? surroundings.app.getName()
    this.visible = options.show ?? true
    this.preload = String(webPreferences['preload'] ?? '')
    // What `app.enableSandbox` and Electron's defaults make of it.
    const defaults = { contextIsolation: true, nodeIntegration: false, webSecurity: true, sandbox: true }
    this.webContents = new WebContents({ ...defaults, ...webPreferences }, surroundings.session)
    surroundings.app.windows.add(this)
    surroundings.app.emit('web-contents-created', new FakeEvent(), this.webContents)
    surroundings.app.emit('browser-window-created', new FakeEvent(), this)
  }

  async loadURL(address: string): Promise<void> {
    const { webContents } = this
    const { ipcMain } = this.surroundings
    webContents.page ??= await ChromiumPage.open(webContents, {
      size: this.bounds,
      shape: () => runPreload(this.preload, webContents, null),
      preload: () => runPreload(this.preload, webContents, ipcMain),
    })
    await webContents.page.load(address)
    this.emit('ready-to-show')
  }

  show(): void {
    this.visible = true
  }

  hide(): void {
    this.visible = false
  }

  isVisible(): boolean {
    return this.visible
  }

  focus(): void {
    this.emit('focus')
  }

  minimize(): void {
    this.minimised = true
  }

  restore(): void {
    this.minimised = false
  }

  isMinimized(): boolean {
    return this.minimised
  }

  maximize(): void {
    this.maximised = true
  }

  isMaximized(): boolean {
    return this.maximised
  }

  setBounds(bounds: Partial<Rectangle>): void {
    this.bounds = { ...this.bounds, ...bounds }
  }

  getBounds(): Rectangle {
    return this.bounds
  }

  getNormalBounds(): Rectangle {
    return this.bounds
  }

  setTitle(title: string): void {
    this.title = title
  }

  getTitle(): string {
    return this.title
  }

  isDestroyed(): boolean {
    return this.destroyed
  }

  close(): void {
    if (this.destroyed) return
    const event = new FakeEvent()
    this.emit('close', event)
    if (!event.defaultPrevented) this.destroy()
  }

  destroy(): void {
    this.destroyed = true
    void this.webContents.page?.close()
    this.webContents.destroy()
    this.emit('closed')
    this.surroundings.app.windowClosed(this)
  }
}
