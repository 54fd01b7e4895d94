import { join } from 'node:path'
import { app, safeStorage } from 'electron'
import { APP } from '../cli/app.ts'
import { keptTokenFile } from '../cli/data-files.ts'
import { createTerminal } from '../cli/output/terminal.ts'
import { PRODUCT_FOLDER } from '../start/built-files.ts'
import { parseCockpitArguments } from '../start/cockpit-request.ts'
import { openCockpit } from '../start/open-cockpit.ts'
import { registerOwnScheme } from './app-protocol.ts'
import { endBecause, endOnFaults } from './crash.ts'
import { prepareSession, showCockpit } from './electron-host.ts'
import { electronKeychain } from './keychain.ts'
import { ownArguments } from './own-arguments.ts'
import { signal } from './signals.ts'

const BUILT = join(PRODUCT_FOLDER, 'out')

async function start(): Promise<void> {
  await app.whenReady()
  prepareSession(BUILT)
  const terminal = createTerminal(process.stdout, process.stderr)
  const args = ownArguments(process.argv, process.defaultApp)
  const keychain = electronKeychain({ storage: safeStorage, platform: process.platform, file: keptTokenFile() })
  const opened = await openCockpit(parseCockpitArguments(args, terminal), terminal, keychain)
  await showCockpit(opened, BUILT)
}

endOnFaults()
// Started as a file Electron would keep its things under its own name, together with every other such program.
app.setName(APP.name)
app.setPath('userData', join(app.getPath('appData'), APP.name))
app.enableSandbox()
registerOwnScheme()
if (app.requestSingleInstanceLock()) {
  start().catch((error: unknown) => {
    endBecause('The cockpit cannot open.', error instanceof Error ? error.message : String(error))
  })
} else {
  signal('alreadyOpen')
  app.exit(0)
}
