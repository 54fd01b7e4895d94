import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'

/** What runs as a program or worker thread of its own: `<name>.js` in out/main. */
const PROGRAMS: Readonly<Record<string, string>> = {
  orchestrator: 'src-main/hosts/cli/orchestrator.ts',
  electron: 'src-main/hosts/electron/main.ts',
  'verify-worker': 'src-main/audit/verify/verify-worker.ts',
}

const HASHBANG = '#!/usr/bin/env node\n'

/** Makes the program of package.json's `bin` startable by its name. */
const startable: Plugin = {
  name: 'startable-orchestrator',
  generateBundle(_options, bundle) {
    const entry = bundle['orchestrator.js']
    if (entry?.type === 'chunk' && !entry.code.startsWith('#!')) entry.code = HASHBANG + entry.code
  },
  writeBundle({ dir }, bundle) {
    if (dir !== undefined && 'orchestrator.js' in bundle) chmodSync(join(dir, 'orchestrator.js'), 0o755)
  },
}

/** A worker is named by its source, `new URL('./name.ts', import.meta.url)`; in the bundle it is a `.js` beside its caller. */
const workers: Plugin = {
  name: 'workers-in-the-bundle',
  renderChunk(code) {
    return code.replaceAll(/(new URL\(["'])\.\/([\w-]+)\.ts(["'], import\.meta\.url\))/g, (_, before, name, after) => {
      if (!(name in PROGRAMS)) throw new Error(`the worker ${name}.ts is not listed among PROGRAMS in .config/vite.ts`)
      return `${before}./${name}.js${after}`
    })
  },
}

/**
 * Bundles the main process for Node 24: one flat folder, so that `../../assets` is the same from every chunk as from
 * src-main/config. Packages stay outside: the native one has to, and the lock file pins them all.
 */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  plugins: [workers, startable],
  build: {
    ssr: true,
    target: 'node24',
    outDir: 'out/main',
    emptyOutDir: true,
    minify: false,
    copyPublicDir: false,
    rolldownOptions: {
      input: { ...PROGRAMS },
      output: {
        format: 'es',
        entryFileNames: '[name].js',
        chunkFileNames: '[name]-[hash].js',
      },
    },
  },
})
