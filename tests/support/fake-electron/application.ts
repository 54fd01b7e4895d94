import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { takeSingleInstance } from './single-instance.ts'
import { VARIABLES, variable } from './variables.ts'

/** An event of Electron that its listeners can hold back. */
export class FakeEvent {
  defaultPrevented = false
  readonly preventDefault = (): void => {
    this.defaultPrevented = true
  }
}

interface Closable {
  close(): void
}

/** The nearest package.json above the main bundle is the app's. */
function appFolder(main: string): string {
  for (let folder = dirname(main); ; folder = dirname(folder)) {
    try {
      readFileSync(join(folder, 'package.json'))
      return folder
    } catch {
      if (folder === dirname(folder)) throw new Error(`no package.json above ${main}`)
    }
  }
}

/** The `app` module. Ready comes with the first turn of the event loop after the main bundle was evaluated. */
export class Application extends EventEmitter {
  readonly isPackaged = process.env[VARIABLES.packaged] !== undefined
  readonly windows = new Set<Closable>()
  sandboxed = false
  private ready = false
  private quitting = false
  /** What has to be ended before the process may. */
  private readonly endings: (() => Promise<void>)[] = []
  private name: string
  private readonly paths = new Map<string, string>()
  private readonly version: string
  private readonly whenReadyPromise: Promise<void>

  constructor() {
    super()
    const folder = appFolder(process.argv[1] ?? '')
    const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, string>
    this.name = name ?? ''
    this.version = version ?? ''
    this.whenReadyPromise = new Promise((resolve) => {
      setTimeout(() => {
        this.ready = true
        this.emit('ready')
        resolve()
      }, 0)
    })
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => this.quit())
  }

  enableSandbox(): void {
    if (this.ready) throw new Error('enableSandbox must be called before the app is ready')
    this.sandboxed = true
  }

  requestSingleInstanceLock(): boolean {
    return takeSingleInstance(this.getPath('userData'), (argv) => {
      this.emit('second-instance', new FakeEvent(), argv, process.cwd())
    })
  }

  whenReady(): Promise<void> {
    return this.whenReadyPromise
  }

  isReady(): boolean {
    return this.ready
  }

  getPath(name: string): string {
    const set = this.paths.get(name)
    if (set !== undefined) return set
    if (name === 'appData') return variable('appData')
    if (name === 'userData') return join(variable('appData'), this.name)
    throw new Error(`the fake Electron has no folder ${name}`)
  }

  setPath(name: string, path: string): void {
    this.paths.set(name, path)
  }

  setName(name: string): void {
    this.name = name
  }

  getName(): string {
    return this.name
  }

  getVersion(): string {
    return this.version
  }

  setAppUserModelId(): void {}

  focus(): void {}

  /** Asks every window to close, and ends the process when none refused. */
  quit(): void {
    if (this.quitting) return
    if (this.isHeldBack('before-quit')) return
    this.quitting = true
    for (const window of this.windows) window.close()
    this.quitWhenClosed()
  }

  /** Ends the process without asking. */
  exit(code = 0): void {
    this.quitting = true
    this.emit('quit', new FakeEvent(), code)
    void Promise.allSettled(this.endings.map((end) => end())).then(() => process.exit(code))
  }

  onEnding(end: () => Promise<void>): void {
    this.endings.push(end)
  }

  windowClosed(window: Closable): void {
    this.windows.delete(window)
    if (this.windows.size > 0) return
    if (this.quitting) this.quitWhenClosed()
    else if (this.listenerCount('window-all-closed') > 0) this.emit('window-all-closed')
    else this.quit()
  }

  private quitWhenClosed(): void {
    if (this.windows.size > 0) {
      this.quitting = false
      return
    }
    if (this.isHeldBack('will-quit')) {
      this.quitting = false
      return
    }
    this.exit(0)
  }

  private isHeldBack(name: string): boolean {
    const event = new FakeEvent()
    this.emit(name, event)
    return event.defaultPrevented
  }
}
