import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isBuildStale } from '../../../../src-main/hosts/start/stale-build.ts'

let project: string
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'build-'))
  write('src-main/hosts/cli/main.ts')
  write('src-renderer/app/app.tsx')
  write('.config/vite.ts')
  write('package.json')
  for (const folder of [
    'src-main',
    'src-main/hosts',
    'src-main/hosts/cli',
    'src-renderer',
    'src-renderer/app',
    '.config',
  ]) {
    touch(folder, 100)
  }
  write('out/main/orchestrator.js', 200)
  write('out/preload/preload.cjs', 202)
  write('out/renderer/index.html', 201)
})
afterEach(() => rmSync(project, { recursive: true, force: true }))

/** @param seconds when it was changed */
function touch(path: string, seconds: number): void {
  utimesSync(join(project, path), seconds, seconds)
}

function write(path: string, seconds = 100): void {
  mkdirSync(dirname(join(project, path)), { recursive: true })
  writeFileSync(join(project, path), '')
  touch(path, seconds)
}

describe('a build', () => {
  it('newer than everything that it is made from need not be made again', () => {
    expect(isBuildStale(project)).toBe(false)
  })

  it.each(['src-main/hosts/cli/main.ts', 'src-renderer/app/app.tsx', '.config/vite.ts', 'package.json'])(
    'older than %s is stale',
    (path) => {
      touch(path, 300)
      expect(isBuildStale(project)).toBe(true)
    },
  )

  it('is stale after a file was taken away', () => {
    rmSync(join(project, 'src-main/hosts/cli/main.ts'))
    expect(isBuildStale(project)).toBe(true)
  })

  it.each(['out/main/orchestrator.js', 'out/preload/preload.cjs', 'out/renderer/index.html'])(
    'without %s is stale',
    (path) => {
      rmSync(join(project, path))
      expect(isBuildStale(project)).toBe(true)
    },
  )

  it('of which a part failed after a change is stale', () => {
    touch('package.json', 300)
    touch('out/main/orchestrator.js', 400)
    expect(isBuildStale(project)).toBe(true)
  })
})
