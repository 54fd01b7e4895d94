import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** What the built program is made from, and what shows that a build went through; relative to the project. */
const SOURCES = ['src-shared', 'src-main', 'src-renderer', '.config', 'package.json', 'package-lock.json']
const OUTPUTS = ['out/main/orchestrator.js', 'out/preload/preload.cjs', 'out/renderer/index.html']

/** Whether the project has to be built: something of it is newer than what was built last. */
export function isBuildStale(project: string): boolean {
  const outputs = OUTPUTS.map((name) => join(project, name))
  if (!outputs.every((file) => existsSync(file))) return true
  const built = Math.min(...outputs.map(changed))
  return SOURCES.some((name) => newest(join(project, name)) > built)
}

const changed = (path: string): number => statSync(path).mtimeMs

/** Of a folder, its own change too: a file may have been taken away. */
function newest(path: string): number {
  if (!existsSync(path)) return 0
  const stats = statSync(path)
  if (!stats.isDirectory()) return stats.mtimeMs
  const within = readdirSync(path).map((name) => newest(join(path, name)))
  return Math.max(stats.mtimeMs, ...within)
}
