import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { findChromium, searchChromium } from '../support/chromium.ts'

const tests = openBrowser()

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chromium-finder-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the search for a Chromium', () => {
  test('goes on after a program that is there but does not start', async () => {
    const broken = join(folder, 'chromium')
    writeFileSync(broken, '#!/bin/sh\nexit 1\n')
    chmodSync(broken, 0o755)
    const { path } = await findChromium()
    const found = await searchChromium([
      { name: 'broken', find: () => [broken] },
      { name: 'good', find: () => [path] },
    ])
    expect(found).toEqual({ path, from: 'good' })
  })

  test('fails when nothing starts, and says what to install', async () => {
    const search = searchChromium([
      { name: 'installed', find: () => [] },
      { name: 'downloaded', find: () => [join(folder, 'not-there')] },
    ])
    await expect(search).rejects.toThrow(
      /installed: nothing found.*downloaded:.*does not start.*apt-get install chromium/s,
    )
  })
})

test('a page of the test browser can be read', async () => {
  const page = await tests.newPage()
  await page.setContent('<h1>here</h1>')
  expect(await page.getByRole('heading').textContent()).toBe('here')
})
