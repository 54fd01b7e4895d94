import { join } from 'node:path'
import { assetPath } from '../../config/assets.ts'

/** The folder that the product lies in: the project, or what it was packed into. */
export const PRODUCT_FOLDER = assetPath('..')

/** The built window, and the built main program of Electron's host. */
export const WINDOW_FOLDER = join(PRODUCT_FOLDER, 'out', 'renderer')
export const ELECTRON_PROGRAM = join(PRODUCT_FOLDER, 'out', 'main', 'electron.js')
