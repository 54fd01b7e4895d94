import { Menu, type MenuItemConstructorOptions } from 'electron'

/** What the trader can do without the page. */
export interface MenuActions {
  stop(): void
  dryRun(): void
}

/** Stops from every program, also when the page hangs (emergency-keys.ts). */
export const STOP_KEYS = 'CommandOrControl+Shift+X'

/** Names by which tests find the items. */
const STOP_ITEM = 'stop'
const DRY_RUN_ITEM = 'dry-run'

const MAC = process.platform === 'darwin'

/**
 * The menu of the application. Keys of the page itself stand beside their item as a hint: the page answers them.
 * @param developer whether the developer tools can be opened
 */
export function showApplicationMenu({ stop, dryRun }: MenuActions, developer: boolean): void {
  const trading: MenuItemConstructorOptions[] = [
    // macOS would take a shown key for itself, so there the item has none: the emergency keys work all the same.
    { id: STOP_ITEM, label: 'STOP', ...hint(STOP_KEYS), click: stop },
    { id: DRY_RUN_ITEM, label: 'Dry run', ...hint('D'), click: dryRun },
    { type: 'separator' },
    MAC ? { role: 'close' } : { role: 'quit' },
  ]
  const view: MenuItemConstructorOptions[] = [
    { role: 'reload' },
    ...(developer ? [{ role: 'toggleDevTools' } as const] : []),
    { type: 'separator' },
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
  ]
  const template: MenuItemConstructorOptions[] = [
    ...(MAC ? [{ role: 'appMenu' } as const] : []),
    { label: '&Trading', submenu: trading },
    { role: 'editMenu' },
    { label: '&View', submenu: view },
    { role: 'windowMenu' },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}

const hint = (accelerator: string): MenuItemConstructorOptions =>
  MAC ? {} : { accelerator, registerAccelerator: false }
