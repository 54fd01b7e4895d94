import type { IForbiddenRuleType } from 'dependency-cruiser'

/**
 * The folders of the house (docs/ARCHITECTURE.md) and what each may import. A file belongs to the first area whose
 * pattern its path matches, so nested folders stand before the folder that holds them.
 */
const AREAS = {
  shared: '^src-shared/',
  reference: '^src-main/engine/reference/',
  engine: '^src-main/engine/',
  market: '^src-main/market/',
  ibkr: '^src-main/broker/ibkr/',
  'broker-port': '^src-main/broker/',
  simulator: '^src-main/simulator/',
  audit: '^src-main/audit/',
  trading: '^src-main/trading/',
  research: '^src-main/research/',
  session: '^src-main/session/',
  config: '^src-main/config/',
  hosts: '^src-main/hosts/',
  bridge: '^src-renderer/bridge/',
  stores: '^src-renderer/stores/',
  ui: '^src-renderer/ui/',
  charts: '^src-renderer/charts/',
  features: '^src-renderer/features/',
  app: '^src-renderer/app/',
} as const
type Area = keyof typeof AREAS

/** Everything in src-main that a session is put together from. */
const PARTS: readonly Area[] = [
  'engine',
  'market',
  'ibkr',
  'broker-port',
  'simulator',
  'audit',
  'trading',
  'research',
  'config',
]

/** The arrows. Every area may import itself besides. */
const MAY_IMPORT: Readonly<Record<Area, readonly Area[]>> = {
  shared: [],
  reference: ['shared'],
  engine: ['shared'],
  market: ['shared'],
  ibkr: ['broker-port', 'market', 'shared'],
  'broker-port': ['market', 'shared'],
  simulator: ['broker-port', 'market', 'shared'],
  audit: ['shared'],
  trading: ['broker-port', 'market', 'audit', 'shared'],
  research: ['engine', 'reference', 'simulator', 'audit', 'market', 'broker-port', 'shared'],
  session: [...PARTS, 'shared'],
  config: ['shared'],
  hosts: [...PARTS, 'session', 'shared'],
  bridge: ['shared'],
  stores: ['bridge', 'shared'],
  ui: ['shared'],
  charts: ['ui', 'shared'],
  features: ['charts', 'ui', 'stores', 'shared'],
  app: ['features', 'charts', 'ui', 'stores', 'bridge', 'shared'],
}

/** Packages that one folder alone may import. */
const OWNED_PACKAGES: Readonly<Record<string, string>> = {
  'better-sqlite3': '^src-main/audit/',
  '@stoqey/ib': '^src-main/broker/ibkr/',
  electron: '^src-main/hosts/electron/',
}

/** Areas without I/O, with what is nested in them: no Node, and zod as their only package. */
const PURE: readonly Area[] = ['shared', 'engine']

const SOURCES = '^src-(main|shared|renderer)/'
const areas = Object.keys(AREAS) as Area[]

/** Patterns of the areas nested in `area`'s folder: their files are not its own. */
const nestedIn = (area: Area): string[] =>
  areas.filter((other) => other !== area && AREAS[other].startsWith(AREAS[area])).map((other) => AREAS[other])

/** Matches the package itself, resolved or not. */
const packagePattern = (name: string): string => `(^|/)node_modules/${name}/|^${name}(/|$)`

/** A file of one area imports a file of another that its arrows do not name. */
function arrowRules(area: Area): IForbiddenRuleType[] {
  const from = { path: AREAS[area], pathNot: nestedIn(area) }
  const allowed = [area, ...MAY_IMPORT[area]]
  const forbidden = areas.filter((other) => !allowed.includes(other))
  return forbidden.map((other) => ({
    name: `${area}-must-not-import-${other}`,
    comment: `${area} may import: ${allowed.join(', ')}`,
    severity: 'error',
    from,
    to: { path: AREAS[other], pathNot: nestedIn(other) },
  }))
}

/** Every rule that an import can break, each with a name that says which. */
export const ARROW_RULES: readonly IForbiddenRuleType[] = [
  ...areas.flatMap(arrowRules),
  ...Object.entries(OWNED_PACKAGES).map(
    ([name, owner]): IForbiddenRuleType => ({
      name: `only-owner-imports-${name.replace(/[@/]+/g, '-').replace(/^-/, '')}`,
      comment: `only ${owner.slice(1)} imports ${name}`,
      severity: 'error',
      from: { path: SOURCES, pathNot: owner },
      to: { path: packagePattern(name) },
    }),
  ),
  ...PURE.flatMap((area): IForbiddenRuleType[] => [
    {
      name: `${area}-must-not-import-node`,
      comment: 'time, files and randomness come in as arguments',
      severity: 'error',
      from: { path: AREAS[area] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: `${area}-imports-no-package-but-zod`,
      severity: 'error',
      from: { path: AREAS[area] },
      to: { pathNot: [SOURCES, packagePattern('zod')], dependencyTypesNot: ['core'] },
    },
  ]),
  {
    name: 'renderer-must-not-import-node',
    comment: 'the window runs in a sandbox',
    severity: 'error',
    from: { path: '^src-renderer/' },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'reference-only-for-proof',
    comment: 'the original rules are for golden tests, the golden script, the bench and research',
    severity: 'error',
    from: { pathNot: ['^tests/(golden|bench)/', AREAS.reference, ...areas.map((area) => AREAS[area])] },
    to: { path: AREAS.reference },
  },
  {
    name: 'sources-import-sources',
    comment: 'tests and tool settings are not part of the product',
    severity: 'error',
    from: { path: SOURCES },
    to: { path: '^(tests|[.]config)/' },
  },
  {
    name: 'folder-without-arrows',
    comment: 'a new folder needs its line in .config/arrows.ts',
    severity: 'error',
    from: { path: SOURCES, pathNot: areas.map((area) => AREAS[area]) },
    to: {},
  },
  {
    name: 'main-imports-no-dev-dependency',
    comment: 'what src-main and src-shared import must be there in the packed product',
    severity: 'error',
    from: { path: '^src-(main|shared)/' },
    to: { dependencyTypes: ['npm-dev'], pathNot: packagePattern('electron') },
  },
  { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
  { name: 'no-unresolvable-import', severity: 'error', from: {}, to: { couldNotResolve: true } },
]
