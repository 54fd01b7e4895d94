import { join } from 'node:path'
import { app, type BrowserWindow, protocol, session, shell, type WebContents } from 'electron'
import type { OpenCockpit } from '../start/open-cockpit.ts'
import { serveWindow } from './app-protocol.ts'
import { showApplicationMenu } from './application-menu.ts'
import { bringForward, createCockpitWindow, showPage } from './cockpit-window.ts'
import { listenForStop } from './emergency-keys.ts'
import { lockDownContents, lockDownSession } from './lock-down.ts'
import { createMenuActions } from './menu-commands.ts'
import { watchPage } from './page-trouble.ts'
import { notePower } from './power-notes.ts'
import { closeBeforeQuit } from './quitting.ts'
import { signal } from './signals.ts'
import { WindowLink } from './window-link.ts'
import { takeWindowMessages } from './window-messages.ts'
import { followTitle } from './window-title.ts'

const ACTOR = 'electron'

/** What this host shows. */
export type ShownCockpit = Pick<OpenCockpit, 'service' | 'connections' | 'monotonic' | 'note' | 'close'>

/** @param built the folder of the build: `renderer` and `preload` are in it */
export function prepareSession(built: string): void {
  lockDownSession(session.defaultSession)
  serveWindow(protocol, join(built, 'renderer'))
  app.on('web-contents-created', (_event, contents) => {
    lockDownContents(contents, (url) => void shell.openExternal(url))
  })
}

/** Shows the cockpit in a window. The program ends with the window. */
export async function showCockpit(cockpit: ShownCockpit, built: string): Promise<void> {
  const { service, connections, monotonic } = cockpit
  let over = false
  /** A line for the audit, while there is one to write to. */
  const note = (text: string): void => {
    if (!over) cockpit.note(text)
  }
  const window = createCockpitWindow(join(built, 'preload', 'preload.cjs'))
  const contents = window.webContents
  const link = new WindowLink(contents, { connections, monotonic, onWelcome: signalOnce() })
  const actions = createMenuActions(service)
  showApplicationMenu(actions, !app.isPackaged)

  const disposers = [
    takeWindowMessages(
      (sender: WebContents) => (sender === contents ? link : undefined),
      (detail) => service.reportIntrusion(ACTOR, 'foreign-sender', detail),
    ),
    followTitle(service, (title) => {
      if (!window.isDestroyed()) window.setTitle(title)
    }),
    listenForStop(contents, actions.stop),
    notePower(note, (presence) => service.presence(presence)),
  ]
  contents.on('render-process-gone', () => link.ended())
  watchPage(window, { monotonic, note, quit: () => app.quit() })
  window.on('closed', () => {
    link.ended()
    note('The window was closed.')
  })
  app.on('second-instance', () => showAgain(window))
  app.on('activate', () => showAgain(window))
  app.on('window-all-closed', () => app.quit())
  closeBeforeQuit(async () => {
    for (const dispose of disposers) dispose()
    over = true
    await cockpit.close('the window was closed or the program quit')
  })
  await showPage(window)
}

function showAgain(window: BrowserWindow): void {
  if (!window.isDestroyed()) bringForward(window)
}

/** The starter waits for the first page only. */
function signalOnce(): () => void {
  let said = false
  return () => {
    if (!said) signal('ready')
    said = true
  }
}
