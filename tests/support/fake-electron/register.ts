/**
 * Loaded before the main bundle (`node --import`): from then on `electron` is the fake of this folder. What Electron
 * itself would have been told on its command line comes in variables (variables.ts).
 */
import { registerHooks } from 'node:module'
import './remote.ts'

const FAKE = new URL('./electron.ts', import.meta.url).href

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'electron' || specifier === 'electron/main') {
      return { url: FAKE, format: 'module-typescript', shortCircuit: true }
    }
    return next(specifier, context)
  },
})

// As of an app that is not packaged: its folder is the first argument, and the user's come after it.
Object.defineProperty(process, 'defaultApp', { value: true })
