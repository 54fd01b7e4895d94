import { app } from 'electron'

/** A cockpit that has not closed by then is left as a crash would leave it: the next start recovers, ms. */
const CLOSING_MS = 10_000

/** Lets the program end only after `close` is done, however the end was asked for. */
export function closeBeforeQuit(close: () => Promise<void>): void {
  let state: 'open' | 'closing' | 'closed' = 'open'
  app.on('before-quit', (event) => {
    if (state === 'closed') return
    event.preventDefault()
    if (state === 'closing') return
    state = 'closing'
    const timer = setTimeout(() => {
      process.stderr.write('orchestrator: the session did not close in time; the next start recovers it\n')
      app.exit(1)
    }, CLOSING_MS)
    void close().finally(() => {
      clearTimeout(timer)
      state = 'closed'
      app.quit()
    })
  })
}
