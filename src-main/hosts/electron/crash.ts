import { app, dialog } from 'electron'

/** The program cannot begin: why, on stderr, and in a box where nobody reads that. */
export function endBecause(title: string, message: string): void {
  process.stderr.write(`orchestrator: ${title} ${message}\n`)
  // Unpackaged it was started from a terminal, which goes on by itself; a box would only keep it waiting.
  if (app.isPackaged) dialog.showErrorBox(title, message)
  app.exit(1)
}

/** A fault that nobody expected ends the program: nothing would be certain any more. */
export function endOnFaults(): void {
  process.on('uncaughtException', (error) => {
    process.stderr.write(`orchestrator: the program has a fault\n${error.stack ?? error.message}\n`)
    dialog.showErrorBox(
      'The cockpit has stopped because of a fault',
      `${error.message}\n\nEverything up to this moment is in the audit. Start it again: it goes on from there.`,
    )
    app.exit(1)
  })
  process.on('unhandledRejection', (reason) => {
    throw reason
  })
}
