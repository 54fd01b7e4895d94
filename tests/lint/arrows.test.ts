import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

const ROOT = resolve(import.meta.dirname, '..', '..')
const PACKAGES = ['better-sqlite3', '@stoqey/ib', 'electron', 'zod', 'luxon', 'fast-check'] as const

/** One file of every folder that has arrows of its own. */
const FILES = {
  shared: 'src-shared/domain/bar.ts',
  contract: 'src-shared/contract/commands.ts',
  engine: 'src-main/engine/engine.ts',
  reference: 'src-main/engine/reference/original.ts',
  market: 'src-main/market/calendar.ts',
  port: 'src-main/broker/broker.ts',
  ibkr: 'src-main/broker/ibkr/connection.ts',
  simulator: 'src-main/simulator/exchange.ts',
  audit: 'src-main/audit/event-log.ts',
  trading: 'src-main/trading/gate.ts',
  research: 'src-main/research/replay.ts',
  session: 'src-main/session/session.ts',
  config: 'src-main/config/load.ts',
  cli: 'src-main/hosts/cli/main.ts',
  electron: 'src-main/hosts/electron/main.ts',
  bridge: 'src-renderer/bridge/client.ts',
  stores: 'src-renderer/stores/status.ts',
  ui: 'src-renderer/ui/icon.ts',
  charts: 'src-renderer/charts/colours.ts',
  features: 'src-renderer/features/strip/words.ts',
  app: 'src-renderer/app/app.ts',
  golden: 'tests/golden/golden.test.ts',
  bench: 'tests/bench/main.ts',
  unit: 'tests/unit/engine/engine.test.ts',
} as const
type Place = keyof typeof FILES

let tree: string
beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'arrows-'))
})
afterEach(() => rmSync(tree, { recursive: true, force: true }))

function write(path: string, text: string): void {
  mkdirSync(dirname(join(tree, path)), { recursive: true })
  writeFileSync(join(tree, path), text)
}

/** Fills the tree with one file a folder and stub packages; fast-check is the only development package. */
function plantTree(lines: Partial<Record<Place, readonly string[]>>): void {
  for (const [place, path] of Object.entries(FILES)) {
    write(path, [...(lines[place as Place] ?? []), `export const ${place} = 1`, ''].join('\n'))
  }
  for (const name of PACKAGES) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }))
    write(`node_modules/${name}/index.js`, '')
  }
  const dependencies = Object.fromEntries(PACKAGES.filter((name) => name !== 'fast-check').map((name) => [name, '1']))
  write('package.json', JSON.stringify({ name: 'tree', dependencies, devDependencies: { 'fast-check': '1' } }))
}

/** The line that imports `to` into `from`. */
function importLine(from: Place, to: Place): string {
  const path = relative(dirname(FILES[from]), FILES[to])
  return `import { ${to} as ${to}In } from '${path.startsWith('.') ? path : `./${path}`}'`
}

interface Finding {
  readonly status: number | null
  readonly text: string
  /** `rule: importing file`, sorted, each once. */
  readonly broken: readonly string[]
}

function checkArrows(): Finding {
  const script = join(ROOT, 'tests', 'support', 'check-arrows.ts')
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, tree], { cwd: ROOT, encoding: 'utf8' })
  const broken = [...stderr.matchAll(/^([\w-]+): (\S+) → /gm)].map(([, rule, from]) => `${rule}: ${from}`)
  return { status, text: stdout + stderr, broken: [...new Set(broken)].sort() }
}

/** Arrows against the design, one at least out of every folder. */
const FORBIDDEN: readonly (readonly [Place, Place, string])[] = [
  ['shared', 'market', 'shared-must-not-import-market'],
  ['contract', 'engine', 'shared-must-not-import-engine'],
  ['engine', 'audit', 'engine-must-not-import-audit'],
  ['engine', 'reference', 'engine-must-not-import-reference'],
  ['reference', 'market', 'reference-must-not-import-market'],
  ['market', 'config', 'market-must-not-import-config'],
  ['port', 'ibkr', 'broker-port-must-not-import-ibkr'],
  ['ibkr', 'trading', 'ibkr-must-not-import-trading'],
  ['simulator', 'ibkr', 'simulator-must-not-import-ibkr'],
  ['simulator', 'engine', 'simulator-must-not-import-engine'],
  ['audit', 'market', 'audit-must-not-import-market'],
  ['trading', 'engine', 'trading-must-not-import-engine'],
  ['trading', 'ibkr', 'trading-must-not-import-ibkr'],
  ['research', 'trading', 'research-must-not-import-trading'],
  ['session', 'cli', 'session-must-not-import-hosts'],
  ['session', 'reference', 'session-must-not-import-reference'],
  ['config', 'market', 'config-must-not-import-market'],
  ['cli', 'reference', 'hosts-must-not-import-reference'],
  ['bridge', 'stores', 'bridge-must-not-import-stores'],
  ['stores', 'features', 'stores-must-not-import-features'],
  ['ui', 'stores', 'ui-must-not-import-stores'],
  ['charts', 'stores', 'charts-must-not-import-stores'],
  ['features', 'bridge', 'features-must-not-import-bridge'],
  ['features', 'app', 'features-must-not-import-app'],
  ['app', 'config', 'app-must-not-import-config'],
  ['unit', 'reference', 'reference-only-for-proof'],
  ['engine', 'golden', 'sources-import-sources'],
]

/** Arrows of the design. */
const PERMITTED: readonly (readonly [Place, Place])[] = [
  ['contract', 'shared'],
  ['engine', 'shared'],
  ['reference', 'shared'],
  ['market', 'shared'],
  ['port', 'market'],
  ['ibkr', 'port'],
  ['simulator', 'port'],
  ['simulator', 'market'],
  ['audit', 'shared'],
  ['trading', 'port'],
  ['trading', 'audit'],
  ['research', 'engine'],
  ['research', 'reference'],
  ['research', 'simulator'],
  ['session', 'ibkr'],
  ['session', 'trading'],
  ['session', 'research'],
  ['config', 'shared'],
  ['cli', 'session'],
  ['electron', 'config'],
  ['bridge', 'contract'],
  ['stores', 'bridge'],
  ['ui', 'shared'],
  ['charts', 'ui'],
  ['features', 'stores'],
  ['features', 'charts'],
  ['app', 'features'],
  ['golden', 'reference'],
  ['bench', 'reference'],
  ['unit', 'engine'],
]

const linesOf = (arrows: readonly (readonly [Place, Place, ...unknown[]])[]): Partial<Record<Place, string[]>> => {
  const lines: Partial<Record<Place, string[]>> = {}
  for (const [from, to] of arrows) lines[from] = [...(lines[from] ?? []), importLine(from, to)]
  return lines
}

describe('the arrows between folders', () => {
  test('every permitted import passes', () => {
    plantTree(linesOf(PERMITTED))
    const { status, text, broken } = checkArrows()
    expect(broken).toEqual([])
    expect(text).toContain(`arrows: ${Object.keys(FILES).length} modules, ${PERMITTED.length} imports, 0 forbidden`)
    expect(status).toBe(0)
  })

  test('each forbidden import fails and names its rule', () => {
    plantTree(linesOf(FORBIDDEN))
    const { status, broken } = checkArrows()
    const expected = FORBIDDEN.map(([from, , rule]) => `${rule}: ${FILES[from]}`)
    expect(broken.filter((line) => !line.startsWith('no-cycle'))).toEqual(expect.arrayContaining(expected.sort()))
    expect(status).toBe(1)
  })

  test('a forbidden arrow is seen in imports of types, in exports and in imports at run time', () => {
    plantTree({
      engine: ["import type { audit } from '../audit/event-log.ts'"],
      market: ["export { audit as more } from '../audit/event-log.ts'"],
      config: ["export const later = () => import('../audit/event-log.ts')"],
    })
    const { status, broken } = checkArrows()
    expect(broken).toEqual([
      'config-must-not-import-audit: src-main/config/load.ts',
      'engine-must-not-import-audit: src-main/engine/engine.ts',
      'market-must-not-import-audit: src-main/market/calendar.ts',
    ])
    expect(status).toBe(1)
  })

  test('packages and Node modules are kept where they belong', () => {
    plantTree({
      shared: ["import 'zod'", "import 'luxon'"],
      engine: ["import 'zod'", "import 'node:fs'", "import 'luxon'"],
      reference: ["import 'node:crypto'"],
      market: ["import 'luxon'", "import 'node:fs'", "import 'better-sqlite3'"],
      audit: ["import 'better-sqlite3'"],
      ibkr: ["import '@stoqey/ib'"],
      simulator: ["import '@stoqey/ib'"],
      electron: ["import 'electron'"],
      cli: ["import 'electron'"],
      session: ["import 'fast-check'"],
      app: ["import 'node:path'"],
      unit: ["import 'fast-check'"],
    })
    const { status, broken } = checkArrows()
    expect(broken).toEqual([
      'engine-imports-no-package-but-zod: src-main/engine/engine.ts',
      'engine-must-not-import-node: src-main/engine/engine.ts',
      'engine-must-not-import-node: src-main/engine/reference/original.ts',
      'main-imports-no-dev-dependency: src-main/session/session.ts',
      'only-owner-imports-better-sqlite3: src-main/market/calendar.ts',
      'only-owner-imports-electron: src-main/hosts/cli/main.ts',
      'only-owner-imports-stoqey-ib: src-main/simulator/exchange.ts',
      'renderer-must-not-import-node: src-renderer/app/app.ts',
      'shared-imports-no-package-but-zod: src-shared/domain/bar.ts',
    ])
    expect(status).toBe(1)
  })

  test('a cycle, a folder without arrows and an import of nothing fail', () => {
    plantTree({ shared: [importLine('shared', 'contract')], contract: [importLine('contract', 'shared')] })
    write('src-main/helpers/more.ts', "import { bar } from '../../src-shared/domain/bar.ts'\n")
    write('src-main/market/lost.ts', "import './not-there.ts'\n")
    const { status, broken } = checkArrows()
    expect(broken).toEqual([
      'folder-without-arrows: src-main/helpers/more.ts',
      'no-cycle: src-shared/contract/commands.ts',
      'no-unresolvable-import: src-main/market/lost.ts',
    ])
    expect(status).toBe(1)
  })

  test('a check that finds no module fails', () => {
    write('src-main/engine/notes.md', '')
    expect(checkArrows()).toMatchObject({ status: 1, text: expect.stringContaining('nothing was checked') })
  })
})

test('the lint of this project reads its modules, and fails with the name of the rule once an import is planted', () => {
  for (const name of readdirSync(ROOT)) {
    if (/^(src-.*|tests|[.]config|[.]biome[.]json|package[.]json)$/.test(name)) {
      cpSync(join(ROOT, name), join(tree, name), { recursive: true })
    }
  }
  symlinkSync(join(ROOT, 'node_modules'), join(tree, 'node_modules'), 'dir')
  appendFileSync(join(tree, 'src-shared/domain/bar.ts'), "import '../../src-main/market/clock.ts'\n")
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'lint'], { cwd: tree, encoding: 'utf8' })
  expect(stderr).toContain('shared-must-not-import-market: src-shared/domain/bar.ts → src-main/market/clock.ts')
  expect(Number(/^arrows: (\d+) modules/m.exec(stdout)?.[1])).toBeGreaterThan(20)
  expect(status).not.toBe(0)
})
