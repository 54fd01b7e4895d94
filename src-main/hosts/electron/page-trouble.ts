import { type BrowserWindow, dialog } from 'electron'

/** A page that is gone again so soon after it was loaded anew is not loaded a third time without asking, ms. */
const AGAIN_MS = 60_000

interface PageTroubleOptions {
  /** Operator time, ms. */
  readonly monotonic: () => number
  /** For the audit. */
  readonly note: (text: string) => void
  readonly quit: () => void
}

/**
 * Loads the page anew when its process is gone: the engine and its orders have nothing to do with it. A second time
 * within a minute the trader is asked.
 */
export function watchPage(window: BrowserWindow, { monotonic, note, quit }: PageTroubleOptions): void {
  let reloadedAt = Number.NEGATIVE_INFINITY
  window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    // At the end of the program pages go as well.
    if (reason === 'clean-exit') return
    const again = monotonic() - reloadedAt < AGAIN_MS
    note(`The window's page is gone (${reason}, ${exitCode}); ${again ? 'the trader is asked' : 'it is loaded anew'}.`)
    if (!again) {
      reloadedAt = monotonic()
      window.webContents.reload()
      return
    }
    void ask(window, reason).then((choice) => {
      if (choice === 'quit') quit()
      else if (!window.isDestroyed()) window.webContents.reload()
    })
  })
  window.on('unresponsive', () => note("The window's page does not answer."))
  window.on('responsive', () => note("The window's page answers again."))
}

async function ask(window: BrowserWindow, reason: string): Promise<'reload' | 'quit'> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    title: 'The window failed twice',
    message: 'The window failed twice within a minute.',
    detail: `Its process ended (${reason}). The engine goes on: orders and stops are as they were.`,
    buttons: ['Load it again', 'Quit'],
    defaultId: 0,
    cancelId: 0,
  })
  return response === 1 ? 'quit' : 'reload'
}
