import { readdirSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { WINDOW_FILE_TYPES } from '../serving/window-policy.ts'

interface WindowFile {
  readonly file: string
  readonly type: string
}

/**
 * The files of a built window by the path under which they are served, `/` being its index. A request is looked up
 * here and never made into a path, so that nothing outside the folder can be named.
 * @returns null when the folder holds no window
 */
export function findWindowFiles(folder: string): ReadonlyMap<string, WindowFile> | null {
  const files = new Map<string, WindowFile>()
  for (const path of listFiles(folder)) {
    const type = WINDOW_FILE_TYPES[extname(path)]
    if (type !== undefined) files.set(`/${relative(folder, path).split(sep).join('/')}`, { file: path, type })
  }
  const index = files.get('/index.html')
  if (index === undefined) return null
  files.set('/', index)
  return files
}

/** What to say where there is no window. */
export const noWindow = (folder: string): string => `There is no window in ${folder}: build it with "npm run build".`

/** Regular files only: a link could lead out. */
function listFiles(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  } catch {
    return []
  }
}
