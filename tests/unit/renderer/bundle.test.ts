import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'cockpit-window-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

beforeAll(async () => {
  await build({
    configFile: fileURLToPath(new URL('../../../.config/vite-renderer.ts', import.meta.url)),
    build: { outDir: folder },
    logLevel: 'error',
  })
})

const assets = (ending: string): string[] => readdirSync(join(folder, 'assets')).filter((name) => name.endsWith(ending))
const text = (ending: string): string =>
  assets(ending)
    .map((name) => readFileSync(join(folder, 'assets', name), 'utf8'))
    .join('\n')

describe('the built window', () => {
  test('parses nothing with zod: the main process does', () => {
    expect(text('.js')).not.toContain('ZodError')
  })

  test('has nothing inline, so that the content security policy can forbid it', () => {
    const page = readFileSync(join(folder, 'index.html'), 'utf8')
    expect(page).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/)
  })

  test('brings its own fonts', () => {
    expect(
      assets('.woff2')
        .map((name) => name.split('-').slice(0, 2).join('-'))
        .sort(),
    ).toEqual(['inter-greek', 'inter-latin', 'jetbrains-mono'])
  })

  test('asks no other server for anything', () => {
    const addresses = text('.css').match(/url\([^)]*\)/g) ?? []
    expect(addresses.filter((address) => /https?:|\/\//.test(address))).toEqual([])
  })
})
