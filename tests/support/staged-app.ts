import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { PROTOCOL_VERSION } from '../../src-shared/contract/protocol.ts'

const ROOT = resolve(import.meta.dirname, '..', '..')

/**
 * A page that only keeps what it was sent, as `said`, and says hello. Tests of the host need a page of whose content
 * they know everything.
 */
const PAGE = `<!doctype html><meta charset="utf-8"><title>a page's own title</title>
<script type="module" src="./page.js"></script>`
const PAGE_SCRIPT = `globalThis.said = []
cockpit.onText((text) => said.push(JSON.parse(text)))
cockpit.send(JSON.stringify({ type: 'hello', protocol: ${PROTOCOL_VERSION}, wants: 'controller' }))
`

/** The built app in a folder of its own. */
export interface StagedApp {
  readonly folder: string
  /** The files that its protocol serves. */
  readonly renderer: string
  remove(): void
}

/** The built main and preload bundles with the small page above in place of the window. */
export function stageApp(): StagedApp {
  const folder = mkdtempSync(join(tmpdir(), 'staged-app-'))
  const renderer = join(folder, 'out', 'renderer')
  for (const part of ['main', 'preload'])
    cpSync(join(ROOT, 'out', part), join(folder, 'out', part), { recursive: true })
  mkdirSync(renderer)
  writeFileSync(join(renderer, 'index.html'), PAGE)
  writeFileSync(join(renderer, 'page.js'), PAGE_SCRIPT)
  writeFileSync(join(folder, 'package.json'), readFileSync(join(ROOT, 'package.json')))
  cpSync(join(ROOT, 'assets'), join(folder, 'assets'), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'dir')
  return { folder, renderer, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
