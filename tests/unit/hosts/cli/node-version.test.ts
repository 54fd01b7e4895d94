import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { NODE_MAJOR_NEEDED, refuseNode } from '../../../../src-main/hosts/cli/node-version.ts'

const ROOT = resolve(import.meta.dirname, '..', '..', '..', '..')

/** A Node on PATH, not the project's own, that is too old; null where there is none. */
function findOldNode(): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'))
  for (const folder of folders) {
    const node = join(folder, 'node')
    const { status, stdout } = spawnSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' })
    if (status === 0 && Number.parseInt(stdout, 10) < NODE_MAJOR_NEEDED) return node
  }
  return null
}

const oldNode = findOldNode()

describe('an older Node', () => {
  test.each(['0.12.18', '18.20.8', '20.20.2', '22.21.0', '23.11.1'])('%s is refused in one line', (version) => {
    const complaint = refuseNode(version)
    expect(complaint).toContain(`Node ${version}`)
    expect(complaint).not.toContain('\n')
  })

  test.each(['24.0.0', '24.21.0', '25.1.0', '100.0.0'])('%s is accepted', (version) => {
    expect(refuseNode(version)).toBeNull()
  })
})

describe('the built program', () => {
  let folder = ''
  let program = ''

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'built-'))
    program = join(folder, 'out', 'main', 'orchestrator.js')
    const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js')
    const build = spawnSync(
      process.execPath,
      [vite, 'build', '--config', '.config/vite.ts', '--outDir', join(folder, 'out', 'main'), '--logLevel', 'warn'],
      { cwd: ROOT, encoding: 'utf8' },
    )
    if (build.status !== 0) throw new Error(`the build failed: ${build.stderr}${build.stdout}`)
    cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'))
    cpSync(join(ROOT, 'assets'), join(folder, 'assets'), { recursive: true })
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'dir')
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test.skipIf(oldNode === null)("says in one line what to do under the system's older Node and exits with 2", () => {
    const { status, stdout, stderr } = spawnSync(oldNode ?? '', [program, '--help'], { encoding: 'utf8' })
    expect(stderr).toMatch(/^orchestrator needs Node 24 or newer and was started by Node \d+\.\d+\.\d+: .+\n$/)
    expect(stdout).toBe('')
    expect(status).toBe(2)
  })

  test('runs under the Node that it needs', () => {
    const { status, stdout } = spawnSync(process.execPath, [program, '--help'], { encoding: 'utf8' })
    expect(stdout).toContain('orchestrator')
    expect(status).toBe(0)
  })
})
