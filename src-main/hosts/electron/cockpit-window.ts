import { join } from 'node:path'
import { app, BrowserWindow, screen } from 'electron'
import { assetPath } from '../../config/assets.ts'
import { WINDOW_URL } from './own-address.ts'
import { keepWindowState, placementFrom, SMALLEST } from './window-state.ts'

const stateFile = (): string => join(app.getPath('userData'), 'window-state.json')

/**
 * Makes the window, hidden until its page has been drawn, where it was the last time.
 * @param preload the bundled preload script
 */
export function createCockpitWindow(preload: string): BrowserWindow {
  const areas = screen.getAllDisplays().map(({ workArea }) => workArea)
  const { maximised, ...bounds } = placementFrom(stateFile(), areas)
  const window = new BrowserWindow({
    ...bounds,
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    show: false,
    // macOS takes the program's own.
    icon: assetPath('icons/icon.png'),
    // The dark theme's ground, so that nothing flashes before the first picture.
    backgroundColor: '#090b0e',
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: !app.isPackaged,
      // A covered window still has to count its cards down and to say that it lives.
      backgroundThrottling: false,
    },
  })
  if (maximised) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => keepState(window))
  // The title says the mode: it is ours, not the page's.
  window.on('page-title-updated', (event) => event.preventDefault())
  return window
}

function keepState(window: BrowserWindow): void {
  const { x, y, width, height } = window.getNormalBounds()
  try {
    keepWindowState(stateFile(), { x, y, width, height, maximised: window.isMaximized() })
  } catch (error) {
    // Where the window stood is not worth a question at the end of the day.
    process.stderr.write(`orchestrator: the window's place was not kept: ${String(error)}\n`)
  }
}

export const showPage = (window: BrowserWindow): Promise<void> => window.loadURL(WINDOW_URL)

/** Brings the window before the trader's eyes. */
export function bringForward(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}
