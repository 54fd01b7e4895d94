/**
 * `npm test`: lint, types, the quick tests and the end-to-end tests; `--only unit`, `--only e2e` and `--only deep` run
 * one suite of tests alone. The last line on stdout is `N passed, N failed[, N skipped]`, whatever happened before it;
 * the exit code is 0 only when nothing failed. Lint and types count as one check each.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { COUNTS_FILE_VARIABLE, type TestCounts } from '../../.config/vitest-counts.ts'

const ROOT = resolve(import.meta.dirname, '..', '..')
const NPM = process.platform === 'win32' ? 'npm.cmd' : 'npm'

/** Runs a command with our stdout and stderr, without stdin. @returns whether it ended with exit code 0. */
function succeeds(command: string, args: readonly string[], variables: Readonly<Record<string, string>> = {}): boolean {
  const { status, error } = spawnSync(command, args, {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...variables },
  })
  if (error) console.error(`cannot run ${command}: ${error.message}`)
  return status === 0
}

/** Finds or installs the tests' browser in time; without one the tests that need it fail and say what to install. */
function ensureChromium(): void {
  const script = join(ROOT, 'tests', 'support', 'ensure-chromium.ts')
  if (existsSync(script)) succeeds(process.execPath, [script])
}

function runScript(name: 'lint' | 'typecheck'): TestCounts {
  const passed = succeeds(NPM, ['run', '--silent', name])
  console.log(`${name}: ${passed ? 'passed' : 'FAILED'}`)
  return { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: [] }
}

/** The counts that the reporter wrote; null when vitest ended before it could. */
function readCounts(file: string): TestCounts | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as TestCounts
  } catch {
    return null
  }
}

function runVitest(config: string): TestCounts {
  const folder = mkdtempSync(join(tmpdir(), 'test-counts-'))
  try {
    const file = join(folder, 'counts.json')
    const entry = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')
    const variables = { [COUNTS_FILE_VARIABLE]: file }
    const succeeded = succeeds(process.execPath, [entry, 'run', '--config', `.config/${config}.ts`], variables)
    const counts = readCounts(file)
    if (counts === null) {
      console.log('vitest ended before it had counted its tests')
      return { passed: 0, failed: 1, skipped: [] }
    }
    for (const name of counts.skipped) console.log(`skipped: ${name}`)
    // vitest can fail without a failed test, e.g. when it finds none: that is a failure too.
    return !succeeded && counts.failed === 0 ? { ...counts, failed: 1 } : counts
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const SUITES: Readonly<Record<string, readonly (() => TestCounts)[]>> = {
  all: [
    () => runScript('lint'),
    () => runScript('typecheck'),
    () => runVitest('vitest'),
    () => runVitest('vitest-e2e'),
  ],
  unit: [() => runVitest('vitest')],
  e2e: [() => runVitest('vitest-e2e')],
  deep: [() => runVitest('vitest-deep')],
}

const [flag, only] = process.argv.slice(2)
const suite = SUITES[flag === undefined ? 'all' : flag === '--only' && only !== undefined ? only : '']
if (suite === undefined) {
  console.error('usage: run-tests.ts [--only unit|e2e|deep]')
  process.exit(2)
}

if (only !== 'deep') ensureChromium()
const results = suite.map((run) => run())
const sum = (of: (counts: TestCounts) => number): number => results.reduce((total, counts) => total + of(counts), 0)
const failed = sum((counts) => counts.failed)
const skipped = sum((counts) => counts.skipped.length)
console.log(`${sum((counts) => counts.passed)} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`)
process.exitCode = failed === 0 ? 0 : 1
