import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { type CockpitApp, createCockpitApp } from '../support/cockpit-app.ts'
import { until } from '../support/until.ts'

/**
 * The pictures of the documentation, of the demo's day. With UPDATE_SCREENSHOTS=1 they are written to docs/screenshots,
 * otherwise beside the other results of a test run.
 */
const ROOT = resolve(import.meta.dirname, '..', '..')
const FOLDER =
  process.env['UPDATE_SCREENSHOTS'] === '1' ? join(ROOT, 'docs', 'screenshots') : join(ROOT, 'test-results', 'pictures')
const SIZES = [
  [1_280, 800],
  [1_920, 1_200],
] as const
const WAIT = { timeout: 30_000 }

const browser = openBrowser()
let app: CockpitApp
let page: Page

async function command(words: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill(words)
  await page.keyboard.press('Enter')
}

const hour = async (): Promise<string> => (await page.locator('.strip .time').innerText()).slice(0, 5)

/** A day in which something is held and something waits: entries are approved on the way until then. */
beforeAll(async () => {
  mkdirSync(FOLDER, { recursive: true })
  app = createCockpitApp('browser host', browser)
  page = await app.start('--seed', '1', '--speed', '1200')
  await page.getByText('in control', { exact: true }).waitFor(WAIT)
  await command('Keep the speed while a card waits')
  await command('Switch automatic approval on')
  await until('quarter to eleven', async () => (await hour()) >= '10:42', 60_000)
  await command('Switch automatic approval off')
  await command('Run at 1× while a card waits')
  await page
    .locator('article[data-card]')
    .first()
    .or(page.getByText('The market is over.'))
    .waitFor({ timeout: 60_000 })
  await page.keyboard.press('p')
  await page.getByText('paused', { exact: true }).waitFor(WAIT)
  await page
    .locator('.notices button')
    .first()
    .waitFor({ state: 'detached', ...WAIT })
    .catch(() => {})
}, 150_000)
afterAll(() => app.remove())

for (const screen of ['trade', 'review'] as const) {
  for (const theme of ['dark', 'light'] as const) {
    for (const [width, height] of SIZES) {
      test(`${screen}, ${theme}, ${width} × ${height}`, async () => {
        await page.setViewportSize({ width, height })
        await command(`Theme: ${theme}`)
        await page.keyboard.press('g')
        await page.keyboard.press(screen === 'trade' ? 't' : 'r')
        await page.getByRole('heading', { name: screen === 'trade' ? 'Trade' : 'Review', exact: true }).waitFor(WAIT)
        if (screen === 'review') await page.getByText('Chain verified').waitFor(WAIT)
        await expect.poll(() => page.evaluate(() => document.documentElement.dataset['theme'])).toBe(theme)
        // The chart draws with the frame after its data.
        await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
        const picture = await page.screenshot({ path: join(FOLDER, `${screen}-${theme}-${width}x${height}.png`) })
        expect(picture.length).toBeGreaterThan(50_000)
      })
    }
  }
}
