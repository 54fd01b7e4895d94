/**
 * `node tests/support/check-arrows.ts [FOLDER]`: checks every import below FOLDER (default: this project) against
 * .config/arrows.ts. Prints each broken rule and exits 1; exits 1 as well when there was nothing to check, because
 * dependency-cruiser without a parser for TypeScript finds no module and no fault.
 */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { cruise, type ICruiseResult } from 'dependency-cruiser'
import { ARROW_RULES } from '../../.config/arrows.ts'

const FOLDERS = ['src-shared', 'src-main', 'src-renderer', 'tests']

async function cruiseFolder(root: string): Promise<ICruiseResult> {
  const { output } = await cruise(
    FOLDERS.filter((folder) => existsSync(resolve(root, folder))),
    {
      baseDir: root,
      validate: true,
      ruleSet: { forbidden: [...ARROW_RULES] },
      parser: 'swc',
      tsPreCompilationDeps: true,
      detectProcessBuiltinModuleCalls: true,
      doNotFollow: { path: 'node_modules' },
      enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
    },
  )
  if (typeof output === 'string') throw new TypeError('dependency-cruiser answered with text instead of a result')
  return output
}

function report({ modules, summary }: ICruiseResult): boolean {
  const own = modules.filter(({ source }) => FOLDERS.some((folder) => source.startsWith(`${folder}/`)))
  const imports = own.reduce((total, { dependencies }) => total + dependencies.length, 0)
  for (const { rule, from, to } of summary.violations) {
    const why = ARROW_RULES.find(({ name }) => name === rule.name)?.comment
    console.error(`${rule.name}: ${from} → ${to}${why === undefined ? '' : ` (${why})`}`)
  }
  console.log(`arrows: ${own.length} modules, ${imports} imports, ${summary.violations.length} forbidden`)
  if (own.length === 0) console.error('arrows: no module was found, so nothing was checked')
  return own.length > 0 && summary.violations.length === 0
}

const root = resolve(process.argv[2] ?? resolve(import.meta.dirname, '..', '..'))
try {
  process.exitCode = report(await cruiseFolder(root)) ? 0 : 1
} catch (error) {
  // A file that cannot be parsed ends the cruise.
  console.error(`arrows: ${error instanceof Error ? error.message.split('\n\nStack backtrace')[0] : error}`)
  process.exitCode = 1
}
