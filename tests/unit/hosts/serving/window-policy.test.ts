import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { WINDOW_HEADERS } from '../../../../src-main/hosts/serving/window-policy.ts'

it("the policy lets in the style of lightweight-charts' logo, as the library has it now", () => {
  const folder = dirname(createRequire(import.meta.url).resolve('lightweight-charts/package.json'))
  const library = readFileSync(join(folder, 'dist', 'lightweight-charts.production.mjs'), 'utf8')
  const style = /"(a#tv-attr-logo\{[^"]*)"/.exec(library)?.[1] ?? ''
  const hash = createHash('sha256').update(style).digest('base64')
  expect(WINDOW_HEADERS['content-security-policy']).toContain(`style-src 'self' 'sha256-${hash}'`)
})
