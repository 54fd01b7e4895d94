import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { type CockpitApp, createCockpitApp } from '../support/cockpit-app.ts'
import { until } from '../support/until.ts'

/** The pictures of the documentation, of the demo's day, written to docs/screenshots: with UPDATE_SCREENSHOTS=1 only. */
const FOLDER = resolve(import.meta.dirname, '..', '..', 'docs', 'screenshots')
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

const clock = (): Promise<string> => page.locator('.strip .time').innerText()

/** On to the next decision, so that the same is seen each time. */
async function step(): Promise<void> {
  const before = await clock()
  await page.keyboard.press('n')
  await until('next decision', async () => (await clock()) !== before)
  await page.getByText('paused', { exact: true }).waitFor(WAIT)
}

/** A day in which something is held and something waits: entries are approved on the way until then. */
beforeAll(async () => {
  mkdirSync(FOLDER, { recursive: true })
  app = createCockpitApp('browser host', browser)
  page = await app.start('--seed', '1', '--speed', '600')
  await page.getByText('in control', { exact: true }).waitFor(WAIT)
  await page.keyboard.press('p')
  await page.getByText('paused', { exact: true }).waitFor(WAIT)
  await command('Switch automatic approval on')
  while ((await clock()).slice(0, 5) < '10:45') await step()
  await command('Switch automatic approval off')
  const card = page.locator('article[data-card]').first()
  while ((await card.count()) === 0) await step()
  // What waits is looked at: its levels are on the chart.
  const symbol = /\d (\w+)$/.exec((await card.getAttribute('aria-label')) ?? '')?.[1] ?? ''
  await page.getByRole('region', { name: 'Watchlist' }).getByText(symbol, { exact: true }).first().click()
  await page.mouse.move(0, 0)
  // A notice goes by itself.
  await page
    .locator('.notice')
    .first()
    .waitFor({ state: 'detached', ...WAIT })
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
