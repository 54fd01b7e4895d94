import type { Locator, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { violationsInBothThemes } from '../support/accessibility.ts'
import { openBrowser } from '../support/browser.ts'
import { type CockpitApp, createCockpitApp } from '../support/cockpit-app.ts'
import { untilNotBelieved } from '../support/until-not-believed.ts'

/** One session of use on the real host, from the first card to STOP; each test goes on where the one before left off. */
const browser = openBrowser()
const WAIT = { timeout: 30_000 }
const _RULES = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']
const _THEMES = ['dark', 'light'] as const

let app: CockpitApp
let page: Page
const trouble: string[] = []

const cards = (): Locator => page.locator('article[data-card]')
const positions = (): Locator => page.getByRole('region', { name: 'Positions and orders', exact: true })
const overlay = (): Locator => page.getByRole('heading', { name: 'Not connected to the engine' })
const setting = (name: string): Promise<string | undefined> =>
  page.evaluate((name) => document.documentElement.dataset[name], name)

async function command(words: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill(words)
  await page.keyboard.press('Enter')
}

beforeAll(async () => {
  app = createCockpitApp('browser host', browser)
  page = await app.start('--seed', '1', '--speed', '600')
  page.on('console', (message) => message.type() === 'error' && trouble.push(message.text()))
  page.on('pageerror', (error) => trouble.push(String(error)))
  await page.exposeFunction('tellOfViolation', (what: string) => void trouble.push(what))
  const listen = (): void =>
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
      Reflect.get(window, 'tellOfViolation')(`${effectiveDirective} ${blockedURI}`)
    })
  await page.addInitScript(listen)
  // From its very beginning.
  await page.reload()
  await page.getByText('in control', { exact: true }).waitFor(WAIT)
  await cards().first().waitFor(WAIT)
  await page.keyboard.press('p')
  await page.getByText('paused', { exact: true }).waitFor(WAIT)
}, 90_000)
afterAll(() => app.remove())

describe('a session of use', () => {
  test('has a position once a card is approved, which everybody can read', async () => {
    await expect
      .poll(async () => {
        await page.keyboard.press('a')
        return await cards().count()
      }, WAIT)
      .toBe(0)
    await page.keyboard.press('n')
    await positions()
      .getByRole('button', { name: /^Close/ })
      .first()
      .waitFor(WAIT)
    await page.getByText('paused', { exact: true }).waitFor(WAIT)
    expect(await violationsInBothThemes(page)).toEqual([])
  })

  test('asks before it flattens, so that everybody can answer; Escape keeps what is held', async () => {
    await positions().getByRole('button', { name: 'Flatten…' }).click()
    await page.getByRole('dialog', { name: /at the market/ }).waitFor(WAIT)
    expect(await violationsInBothThemes(page)).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached', ...WAIT })
    expect(
      await positions()
        .getByRole('button', { name: /^Close/ })
        .count(),
    ).toBeGreaterThan(0)
  })

  test('keeps its theme, its colours and the chart as they were chosen over a reload', async () => {
    await command('Theme: light')
    await command('Colours: Long green, short red')
    await page.getByRole('button', { name: 'VWAP', exact: true }).click()
    await page.reload()
    await page.getByText('in control', { exact: true }).waitFor(WAIT)
    expect(await setting('theme')).toBe('light')
    expect(await setting('pair')).toBe('green-red')
    expect(await page.getByRole('button', { name: 'VWAP', exact: true }).getAttribute('aria-pressed')).toBe('false')
  })

  test('says within two seconds that a halted engine is not heard, greys everything, and comes back by itself', async () => {
    await page.getByRole('button', { name: 'VWAP', exact: true }).waitFor(WAIT)
    const taken = untilNotBelieved(page)
    app.signal('SIGSTOP')
    // One pulse may just have come, and the machine is shared.
    expect(await taken).toBeLessThan(2_700)
    await overlay().waitFor(WAIT)
    expect(await page.locator('.app').evaluate((element) => getComputedStyle(element).filter)).toContain('grayscale')
    expect(await violationsInBothThemes(page)).toEqual([])
    app.signal('SIGCONT')
    await overlay().waitFor({ state: 'detached', ...WAIT })
    await page.getByText('in control', { exact: true }).waitFor(WAIT)
  })

  test('moves nothing for those who want less motion', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    const moving = await page.evaluate(
      () =>
        [...document.querySelectorAll('*')].filter((element) => {
          const { animationName, transitionDuration } = getComputedStyle(element)
          return animationName !== 'none' || transitionDuration.split(', ').some((time) => Number.parseFloat(time) > 0)
        }).length,
    )
    expect(moving).toBe(0)
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0)
    await page.emulateMedia({ reducedMotion: null })
  })

  test('goes through every screen and dialog to STOP without an error and within its content security policy', async () => {
    for (const key of ['?', 'Control+k']) {
      await page.keyboard.press(key)
      await page.getByRole('dialog').waitFor(WAIT)
      await page.keyboard.press('Escape')
      await page.getByRole('dialog').waitFor({ state: 'detached', ...WAIT })
    }
    await page.getByRole('button', { name: 'More of the market clock' }).click()
    await page.getByLabel('Go to, exchange time').waitFor(WAIT)
    await page.keyboard.press('Escape')
    await page.getByRole('tab', { name: /Orders/ }).click()
    await page.keyboard.press('g')
    await page.keyboard.press('r')
    await page.getByText('Chain verified').waitFor(WAIT)
    await command('Theme: dark')
    await page.keyboard.press('g')
    await page.keyboard.press('t')
    await page.keyboard.press('Control+Shift+X')
    await page.getByRole('button', { name: /^Flatten \d+ at market…/ }).click()
    await page.getByRole('button', { name: /^Flatten \d+ now/ }).click()
    await page.getByRole('tab', { name: /Positions/ }).click()
    await positions().getByText('No positions.').waitFor(WAIT)
    expect(trouble).toEqual([])
  })
})
