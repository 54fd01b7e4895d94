import { EventEmitter } from 'node:events'

interface MenuItemOptions {
  readonly id?: string
  readonly label?: string
  readonly accelerator?: string
  readonly role?: string
  readonly type?: string
  readonly submenu?: readonly MenuItemOptions[]
  readonly click?: () => void
}

/** One item of a menu, without the menu bar. */
class FakeMenuItem {
  readonly id: string
  readonly label: string
  readonly accelerator: string | undefined
  readonly submenu: FakeMenu | undefined
  readonly click: () => void

  constructor({ id = '', label = '', accelerator, submenu, click = () => {} }: MenuItemOptions) {
    this.id = id
    this.label = label
    this.accelerator = accelerator
    this.submenu = submenu === undefined ? undefined : new FakeMenu(submenu)
    this.click = click
  }
}

export class FakeMenu {
  private static application: FakeMenu | null = null
  readonly items: readonly FakeMenuItem[]

  constructor(template: readonly MenuItemOptions[]) {
    this.items = template.map((options) => new FakeMenuItem(options))
  }

  static buildFromTemplate(template: readonly MenuItemOptions[]): FakeMenu {
    return new FakeMenu(template)
  }

  static setApplicationMenu(menu: FakeMenu | null): void {
    FakeMenu.application = menu
  }

  static getApplicationMenu(): FakeMenu | null {
    return FakeMenu.application
  }

  getMenuItemById(id: string): FakeMenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id)
      if (found) return found
    }
    return null
  }
}

/** The `globalShortcut` module: what is registered, and nothing that presses it. */
export class GlobalShortcut {
  private readonly registered = new Map<string, () => void>()

  register(accelerator: string, callback: () => void): boolean {
    if (this.registered.has(accelerator)) return false
    this.registered.set(accelerator, callback)
    return true
  }

  unregister(accelerator: string): void {
    this.registered.delete(accelerator)
  }

  isRegistered(accelerator: string): boolean {
    return this.registered.has(accelerator)
  }
}

/** The `dialog` module: nobody is there to read a box, so it goes to stderr and is answered with its default. */
export const dialog = {
  showErrorBox(title: string, content: string): void {
    process.stderr.write(`[error box] ${title}\n${content}\n`)
  },
  showMessageBox(...values: readonly unknown[]): Promise<{ response: number; checkboxChecked: boolean }> {
    process.stderr.write(`[message box] ${JSON.stringify(values.at(-1))}\n`)
    return Promise.resolve({ response: 0, checkboxChecked: false })
  },
}

export const shell = {
  openExternal(url: string): Promise<void> {
    process.stderr.write(`[opened outside] ${url}\n`)
    return Promise.resolve()
  },
}

export const screen = Object.assign(new EventEmitter(), {
  getAllDisplays: () => [{ id: 1, workArea: { x: 0, y: 0, width: 1920, height: 1200 } }],
})
