import { join } from 'node:path'

/** src-main/config in the source tree and out/main in the built one lie equally deep below the project's folder. */
const ASSETS = join(import.meta.dirname, '..', '..', 'assets')

/** The absolute path of a file or folder below `assets/`, e.g. `assetPath('profiles/default.json')`. */
export const assetPath = (name: string): string => join(ASSETS, name)
