import type { Locator, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { type CockpitApp, createCockpitApp } from '../support/cockpit-app.ts'

const browser = openBrowser()
const WAIT = { timeout: 30_000 }

const area = (page: Page): Locator => page.locator('.chart-area')
const card = (page: Page): Locator => page.locator('article[data-card]').first()
const toNow = (page: Page): Locator => page.getByRole('button', { name: 'Back to now' })

interface Place {
  readonly x: number
  readonly y: number
}

/** Looks all down the chart, beside the price axis, for what can be taken. @returns the middle of each level */
const levels = (page: Page): Promise<readonly Place[]> =>
  area(page).evaluate((element) => {
    const { left, top, width, height } = element.getBoundingClientRect()
    const x = left + width - 80
    const found: { from: number; to: number }[] = []
    for (let y = top; y < top + height; y++) {
      element.dispatchEvent(new PointerEvent('pointermove', { clientX: x, clientY: y }))
      if (!element.classList.contains('can-drag')) continue
      const last = found.at(-1)
      if (last?.to === y - 1) last.to = y
      else found.push({ from: y, to: y })
    }
    return found.map(({ from, to }) => ({ x, y: Math.round((from + to) / 2) }))
  })

async function drag(page: Page, { x, y }: Place, by: number): Promise<void> {
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x, y + by, { steps: 4 })
}

/** The stop of the first card: the lowest level of a long order, the highest of a short one. */
async function stopOf(page: Page): Promise<Place & { readonly outward: number }> {
  await expect.poll(async () => (await levels(page)).length, WAIT).toBe(3)
  const found = await levels(page)
  const isLong = /buy/i.test((await card(page).getAttribute('aria-label')) ?? '')
  return { ...found.at(isLong ? -1 : 0)!, outward: isLong ? 1 : -1 }
}

const stopText = async (page: Page): Promise<string> => /stop\s+([\d.,]+)/i.exec(await card(page).innerText())![1]!

describe('the chart of a symbol with a staged order', () => {
  let app: CockpitApp
  let page: Page
  beforeAll(async () => {
    app = createCockpitApp('browser host', browser)
    page = await app.start('--seed', '1', '--speed', '600')
    await card(page).waitFor(WAIT)
    await page.keyboard.press('p')
    await page.getByText('paused', { exact: true }).waitFor(WAIT)
    const symbol = /\d (\w+)$/.exec((await card(page).getAttribute('aria-label')) ?? '')![1]!
    await page.getByRole('region', { name: 'Watchlist' }).getByText(symbol, { exact: true }).first().click()
    await page.getByRole('img', { name: `${symbol} chart` }).waitFor({ state: 'attached', ...WAIT })
  })
  afterAll(() => app.remove())

  test('lets its stop be dragged: the order is edited where it is let go', async () => {
    const stop = await stopOf(page)
    const before = await stopText(page)
    await drag(page, stop, stop.outward * 9)
    await page.mouse.up()
    await expect.poll(() => stopText(page), WAIT).not.toBe(before)
  })

  test('changes nothing when Escape gives the drag up', async () => {
    const stop = await stopOf(page)
    const before = await stopText(page)
    await drag(page, stop, stop.outward * 9)
    await expect.poll(() => area(page).getAttribute('class')).toContain('dragging')
    await page.keyboard.press('Escape')
    await expect.poll(() => area(page).getAttribute('class')).not.toContain('dragging')
    await page.mouse.up()
    expect(await stopText(page)).toBe(before)
    expect(await stopOf(page)).toEqual(stop)
  })

  test('takes a stop on the wrong side back, and says why', async () => {
    const stop = await stopOf(page)
    const entry = (await levels(page))[1]!
    const before = await stopText(page)
    await drag(page, stop, entry.y - stop.y - stop.outward * 8)
    await page.mouse.up()
    await page.getByText('Not done').waitFor(WAIT)
    expect(await stopText(page)).toBe(before)
    await expect.poll(async () => (await stopOf(page)).y, WAIT).toBe(stop.y)
  })

  test('keeps the part that the user chose, and goes back to now when asked', async () => {
    const { x, y, height } = (await area(page).boundingBox())!
    // Low enough for the notice of an earlier refusal not to lie over it.
    const hand = { x: x + 60, y: y + height * 0.7 }
    await page.mouse.click(hand.x, hand.y)
    expect(await toNow(page).count()).toBe(0)
    await page.mouse.down()
    await page.mouse.move(hand.x + 200, hand.y, { steps: 5 })
    await page.mouse.up()
    await toNow(page).click(WAIT)
    await toNow(page).waitFor({ state: 'detached', ...WAIT })
  })
})
