import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isBuildStale } from './stale-build.ts'

/** `npm start`: builds what is not built yet, then opens the cockpit with the arguments that it was given. */

const PROJECT = join(import.meta.dirname, '..', '..', '..')
const VITE = join(PROJECT, 'node_modules', 'vite', 'bin', 'vite.js')
const PROGRAM = join(PROJECT, 'out', 'main', 'orchestrator.js')

/** One for each program that the product consists of: `vite.ts`, `vite-renderer.ts`, … */
const configs = (): string[] =>
  readdirSync(join(PROJECT, '.config'))
    .filter((name) => /^vite(-[a-z]+)?\.ts$/.test(name))
    .map((name) => `.config/${name}`)

/** @returns what it printed, when it failed; null when it went through */
function build(config: string): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [VITE, 'build', '--config', config, '--logLevel', 'warn'], {
      cwd: PROJECT,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const printed: string[] = []
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => printed.push(String(chunk)))
    child.once('error', reject)
    child.once('close', (code) => resolve(code === 0 ? null : printed.join('')))
  })
}

let failed = false
if (isBuildStale(PROJECT)) {
  process.stderr.write('building…\n')
  const failures = (await Promise.all(configs().map(build))).filter((failure) => failure !== null)
  for (const failure of failures) process.stderr.write(failure)
  failed = failures.length > 0
}
if (failed) {
  process.exitCode = 1
} else {
  process.argv.splice(1, 1, PROGRAM, 'cockpit')
  await import(pathToFileURL(PROGRAM).href)
}
