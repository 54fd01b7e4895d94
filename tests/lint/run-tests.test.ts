import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '..', '..')

let tree: string
beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'run-tests-'))
  mkdirSync(join(tree, 'tests', 'support'), { recursive: true })
  cpSync(join(ROOT, '.config'), join(tree, '.config'), { recursive: true })
  cpSync(join(ROOT, 'tests', 'support', 'run-tests.ts'), join(tree, 'tests', 'support', 'run-tests.ts'))
  symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'), 'dir')
})
afterEach(() => rmSync(tree, { recursive: true, force: true }))

const write = (path: string, text: string): void => writeFileSync(join(tree, path), text)

function writeTests(name: string, body: string): void {
  write(`tests/${name}.test.ts`, `import { expect, test } from 'vitest'\n${body}\n`)
}

function run(...args: string[]) {
  // This very run's own variables must not reach the one that is watched.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST$|NODE_ENV$)/.test(name)),
  )
  const script = join(tree, 'tests', 'support', 'run-tests.ts')
  const { status, stdout } = spawnSync(process.execPath, [script, ...args], { cwd: tree, encoding: 'utf8', env })
  return { status, stdout, last: stdout.trimEnd().split('\n').at(-1) }
}

describe('the last line of a test run', () => {
  test('counts what passed and names what was skipped', () => {
    writeTests('good', "test('one', () => {})\ntest('two', () => {})\ntest.skip('three', () => {})")
    const { status, stdout, last } = run('--only', 'unit')
    expect(last).toBe('2 passed, 0 failed, 1 skipped')
    expect(stdout).toContain('skipped: tests/good.test.ts > three')
    expect(status).toBe(0)
  })

  test('counts a failed test, a file that cannot be loaded and an error that nobody caught', () => {
    writeTests('bad', "test('one', () => {})\ntest('two', () => expect(1).toBe(2))")
    writeTests('broken', "import './not-there.ts'\ntest('never', () => {})")
    writeTests('stray', "test('one', () => { void Promise.reject(new Error('stray')) })")
    const { status, last } = run('--only', 'unit')
    expect(last).toBe('2 passed, 3 failed')
    expect(status).toBe(1)
  })

  test('is there when nothing is found to test', () => {
    expect(run('--only', 'unit')).toMatchObject({ status: 1, last: '0 passed, 1 failed' })
  })

  test('is there when vitest dies', () => {
    writeTests('good', "test('one', () => {})")
    write('.config/vitest.ts', "process.kill(process.pid, 'SIGKILL')\n")
    expect(run('--only', 'unit')).toMatchObject({ status: 1, last: '0 passed, 1 failed' })
  })

  test('counts lint and types as one check each, and both suites of tests', () => {
    writeTests('good', "test('one', () => {})")
    mkdirSync(join(tree, 'tests', 'e2e'))
    write('tests/support/e2e-setup.ts', 'export const setup = () => {}\n')
    writeTests('e2e/bad', "test('one', () => {})\ntest('two', () => expect(1).toBe(2))")
    const scripts = { lint: 'node --version', typecheck: 'node --no-such-option' }
    write('package.json', JSON.stringify({ name: 'tree', type: 'module', scripts }))
    const { status, stdout, last } = run()
    expect(stdout).toContain('lint: passed\n')
    expect(stdout).toContain('typecheck: FAILED\n')
    expect(last).toBe('3 passed, 2 failed')
    expect(status).toBe(1)
  })
})
