import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join, resolve } from 'node:path'
import { extractAll, listPackage } from '@electron/asar'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { SIGNALS } from '../../src-main/hosts/electron/signals.ts'
import { launchElectron } from '../support/electron-app.ts'
import { type PackedApp, packApp } from '../support/pack-app.ts'
import { decisionTime } from '../support/scorecard.ts'

const PROJECT = resolve(import.meta.dirname, '..', '..')

describe('the packed app', () => {
  const work = mkdtempSync(join(tmpdir(), 'packed-'))
  const extracted = join(work, 'app')
  let packed: PackedApp
  let files: string[]
  let home: string

  beforeAll(() => {
    packed = packApp(join(work, 'packed'))
    files = listPackage(packed.asar, { isPack: false }).map((path) => path.replaceAll('\\', '/'))
    extractAll(packed.asar, extracted)
    console.log(`app.asar: ${(statSync(packed.asar).size / 1e6).toFixed(1)} MB, ${files.length} entries`)
  })
  afterAll(() => rmSync(work, { recursive: true, force: true }))
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'electron-home-'))
  })
  afterEach(() => rmSync(home, { recursive: true, force: true }))

  test('has its fuses turned', async () => {
    const off = '0'.charCodeAt(0)
    const on = '1'.charCodeAt(0)
    const wire = await getCurrentFuseWire(join(packed.folder, 'orchestrator-cockpit'))
    expect(wire).toMatchObject({
      [FuseV1Options.RunAsNode]: off,
      [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: off,
      [FuseV1Options.EnableNodeCliInspectArguments]: off,
      [FuseV1Options.GrantFileProtocolExtraPrivileges]: off,
      [FuseV1Options.EnableCookieEncryption]: on,
      [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: on,
      [FuseV1Options.OnlyLoadAppFromAsar]: on,
    })
  })

  test('holds the program, its packages and nothing else', () => {
    const top = new Set(files.map((path) => path.split('/').slice(1, 3).join('/')))
    const own = [...top].filter((name) => !name.startsWith('node_modules')).toSorted()
    expect(own).toEqual([
      'LICENSE',
      'assets',
      'assets/icons',
      'assets/profiles',
      'assets/universe.json',
      'out',
      'out/main',
      'out/preload',
      'out/renderer',
      'package.json',
    ])
    const development =
      /\.(ts|mts|cts|tsx|map|tsbuildinfo)$|\/\.env|\/\.git|\.db$|\/tests?\/|node_modules\/(vite|vitest|electron|react|playwright|typescript)\//
    expect(files.filter((path) => development.test(path))).toEqual([])
  })

  test('says nothing of the machine that it was packed on', () => {
    const texts = readdirSync(join(extracted, 'out'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && ['.js', '.cjs', '.html', '.css', '.json'].includes(extname(entry.name)))
      .map((entry) => join(entry.parentPath, entry.name))
    expect(texts.length).toBeGreaterThan(5)
    expect(texts.filter((file) => readFileSync(file, 'utf8').includes(PROJECT))).toEqual([])
  })

  test('keeps its native library outside the archive, the one of its platform alone', () => {
    const folder = join(`${packed.asar}.unpacked`, 'node_modules', 'better-sqlite3', 'prebuilds')
    expect(readdirSync(folder)).toEqual([`linux-${process.arch}.node`])
  })

  test('starts from what is in its archive and shows a scorecard', async () => {
    const app = await launchElectron({ way: 'fake', app: extracted, home, packaged: true })
    try {
      expect(await decisionTime(await app.page())).toMatch(/^\d\d:\d\d$/)
      expect(app.stdout()).toContain(SIGNALS.ready)
    } finally {
      await app.close()
    }
  })

  test.each(['zod', 'better-sqlite3', 'luxon'])('does not start without %s', async (name) => {
    const folder = join(work, `without-${name}`)
    extractAll(packed.asar, folder)
    rmSync(join(folder, 'node_modules', name), { recursive: true })
    const app = await launchElectron({ way: 'fake', app: folder, home, packaged: true })
    expect(await app.exited).toBe(1)
    expect(app.stderr()).toContain(name)
    expect(app.stdout()).not.toContain(SIGNALS.ready)
  })
})
