import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '..', '..')
const BIOME = join(ROOT, 'node_modules', '@biomejs', 'biome', 'bin', 'biome')

let tree: string
beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'purity-'))
  for (const name of ['.biome.json', '.config']) cpSync(join(ROOT, name), join(tree, name), { recursive: true })
})
afterEach(() => rmSync(tree, { recursive: true, force: true }))

/** Lints a tree of one file. @returns whether it passes, and the lines of the file that do not. */
function lint(path: string, text: string): { passes: boolean; lines: readonly number[] } {
  mkdirSync(dirname(join(tree, path)), { recursive: true })
  writeFileSync(join(tree, path), text)
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIOME, 'lint', path], { cwd: tree, encoding: 'utf8' })
  const lines = [...(stdout + stderr).matchAll(/[.]ts:(\d+):\d+ /g)].map(([, line]) => Number(line))
  return { passes: status === 0, lines }
}

const IMPURE = [
  'export const a = Math.random()',
  'export const b = Date.now()',
  'export const c = new Date()',
  'export const d = process.hrtime()',
  'export const e = performance.now()',
  'export const f = crypto.randomUUID()',
  'setTimeout(() => {}, 1)',
].join('\n')

test.each(['src-main/engine/edges/regime.ts', 'src-shared/domain/time.ts'])(
  'a clock, randomness or the process in %s fails the lint, line by line',
  (path) => {
    expect(lint(path, IMPURE)).toEqual({ passes: false, lines: expect.arrayContaining([1, 2, 3, 4, 5, 6, 7]) })
  },
)

test('a date made of a value is pure', () => {
  expect(lint('src-main/engine/engine.ts', 'export const day = new Date(0)\n')).toEqual({ passes: true, lines: [] })
})

test('what is not pure by design may have a clock', () => {
  expect(lint('src-main/market/clock.ts', 'export const now = Date.now()\n')).toEqual({ passes: true, lines: [] })
})
