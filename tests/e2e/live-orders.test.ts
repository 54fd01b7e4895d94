import type { Locator, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { violations } from '../support/accessibility.ts'
import { openBrowser } from '../support/browser.ts'
import { type CockpitApp, createCockpitApp } from '../support/cockpit-app.ts'
import { until } from '../support/until.ts'

/** Live orders on the real host and the gateway that it starts; each test goes on where the one before left off. */
const browser = openBrowser()
const WAIT = { timeout: 15_000 }
const TOKEN = 'correct horse battery 7141'
const WRONG = 'wrong horse battery 9090'
const ACCOUNT = 'DU1000001'

let app: CockpitApp
let page: Page
/** What the engine has said to the window. */
const heard: string[] = []

const strip = (): Locator => page.locator('.strip')
const dialog = (): Locator => page.getByRole('dialog')
const cards = (): Locator => page.locator('article[data-card]')
const positions = (): Locator => page.getByRole('region', { name: 'Positions and orders', exact: true })
const orders = (): Locator => positions().getByRole('list', { name: 'Orders' })
const clock = (): Promise<string> => page.locator('.strip .time').innerText()

/** On to the next decision. */
async function step(): Promise<void> {
  const before = await clock()
  await page.keyboard.press('n')
  await until('next decision', async () => (await clock()) !== before)
  await page.getByText('paused', { exact: true }).waitFor(WAIT)
}

async function untilCard(): Promise<void> {
  for (let decisions = 0; decisions < 60 && (await cards().count()) === 0; decisions++) await step()
  await cards().first().waitFor(WAIT)
}

/** Leaves the first card alone: a decision may come with several. */
async function rejectOtherCards(): Promise<void> {
  for (let others = (await cards().count()) - 1; others > 0; others--) {
    await cards()
      .last()
      .getByRole('button', { name: /^Reject/ })
      .click()
    await expect.poll(() => cards().count(), WAIT).toBe(others)
  }
}

async function arm(token: string): Promise<void> {
  await page.getByLabel('Order token').fill(token)
  await page.keyboard.press('Enter')
}

/** Edits the focused card, a purchase, to a limit at which nobody sells. */
async function belowTheMarket(): Promise<void> {
  await page.keyboard.press('e')
  const limit = page.getByRole('textbox', { name: 'Limit' })
  for (let steps = 0; steps < 3; steps++) await limit.press('Shift+ArrowDown')
  await limit.press('Enter')
  await limit.waitFor({ state: 'detached', ...WAIT })
}

/** Sends every card to the account: a card that has just come takes no key for a moment. */
async function sendCards(): Promise<void> {
  await expect
    .poll(async () => {
      await page.keyboard.press('a')
      return await cards().count()
    }, WAIT)
    .toBe(0)
}

/** Whether a text stands anywhere in the page, its storage, or what React keeps of it. */
const isInWindow = (text: string): Promise<boolean> =>
  page.evaluate((text) => {
    const fields = [...document.querySelectorAll('input')].map(({ value }) => value)
    const texts = [document.documentElement.outerHTML, ...fields, location.href, JSON.stringify(history.state)]
    for (const storage of [localStorage, sessionStorage]) texts.push(JSON.stringify({ ...storage }))
    if (texts.some((each) => each.includes(text))) return true
    const seen = new Set<object>()
    const roots = [...document.querySelectorAll('*')].flatMap((element) =>
      Object.entries(element).flatMap(([key, value]) => (key.startsWith('__react') ? [value] : [])),
    )
    const waiting: unknown[] = [...roots]
    while (waiting.length > 0) {
      const next = waiting.pop()
      if (typeof next === 'string' && next.includes(text)) return true
      if (typeof next !== 'object' || next === null || next instanceof Node || next === window || seen.has(next))
        continue
      seen.add(next)
      for (const name of Object.getOwnPropertyNames(next)) {
        const property = Object.getOwnPropertyDescriptor(next, name)
        if (property !== undefined && 'value' in property) waiting.push(property.value)
      }
    }
    return false
  }, text)

beforeAll(async () => {
  app = createCockpitApp('browser host', browser, {
    TRADING_DRY_RUN: 'false',
    TRADING_LIVE_ENABLED: 'true',
    TRADING_ORDER_TOKEN: TOKEN,
  })
  page = await app.start('--seed', '1', '--speed', '600')
  // What fades has any contrast on its way.
  await page.emulateMedia({ reducedMotion: 'reduce' })
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => heard.push(String(payload))))
  await page.reload()
  await page.getByText('in control', { exact: true }).waitFor(WAIT)
  await cards().first().waitFor({ timeout: 30_000 })
  await page.keyboard.press('p')
  await page.getByText('paused', { exact: true }).waitFor(WAIT)
}, 60_000)
afterAll(() => app.remove())

describe('arming', () => {
  test('opens by its key, lists every gate with a tick, and everybody can use it', async () => {
    await page.keyboard.press('l')
    await dialog().getByText('every gate open').waitFor(WAIT)
    await dialog().getByText(ACCOUNT, { exact: true }).waitFor(WAIT)
    expect(await dialog().locator('[data-open="false"]').count()).toBe(0)
    expect(await violations(page, { within: '[role="dialog"]' })).toEqual([])
  })

  test('refuses a wrong token in words and stays in dry run; nothing of what was typed is left', async () => {
    await arm(WRONG)
    await dialog()
      .getByRole('alert')
      .getByText(/not the order token/)
      .waitFor(WAIT)
    expect(await page.getByLabel('Order token').inputValue()).toBe('')
    expect(await strip().innerText()).toContain('DRY RUN')
    expect(await isInWindow(WRONG)).toBe(false)
  })

  test('goes live on the simulated account with the token, which is nowhere in the window', async () => {
    await arm(TOKEN)
    await strip().getByText('LIVE SIMULATED').waitFor(WAIT)
    await page.locator('.frame').waitFor(WAIT)
    await dialog().waitFor({ state: 'detached', ...WAIT })
    expect(
      await strip()
        .getByRole('button', { name: /^Armed, / })
        .innerText(),
    ).toMatch(/^(1:00:00|59:\d\d)/)
    expect(await isInWindow(TOKEN)).toBe(false)
  })

  test('ends what was staged before', async () => {
    await expect.poll(() => cards().count(), WAIT).toBe(0)
  })
})

describe('live orders', () => {
  test('a card names the account on its button, and becomes an order that works there', async () => {
    await untilCard()
    await rejectOtherCards()
    await cards()
      .first()
      .getByRole('button', { name: `Send to ${ACCOUNT}` })
      .waitFor(WAIT)
    await belowTheMarket()
    await sendCards()
    await page.getByRole('tab', { name: /Orders/ }).click()
    await orders().getByText(ACCOUNT).waitFor(WAIT)
    await orders()
      .getByRole('button', { name: /^Cancel entry/ })
      .waitFor(WAIT)
  })

  test('STOP disarms, says why, and cancels the entry at the broker', async () => {
    await page.keyboard.press('Control+Shift+X')
    await strip().getByText('DRY RUN').waitFor(WAIT)
    await page.getByText('1 entry order is being cancelled').waitFor(WAIT)
    await orders().getByText('cancelled').first().waitFor(WAIT)
    await page.getByRole('alert').getByText('Disarmed.').waitFor(WAIT)
    await page.getByRole('button', { name: 'Close this', exact: true }).click()
  })

  test('armed again, a fill makes a position of the account whose stop the broker has confirmed', async () => {
    await page.keyboard.press('l')
    await dialog().getByText('every gate open').waitFor(WAIT)
    await arm(TOKEN)
    await strip().getByText('LIVE SIMULATED').waitFor(WAIT)
    await page.getByRole('tab', { name: /Positions/ }).click()
    const row = positions().getByRole('region', { name: ACCOUNT }).getByRole('listitem').first()
    for (let tries = 0; tries < 5 && (await row.count()) === 0; tries++) {
      await untilCard()
      await sendCards()
      await step()
    }
    await row.getByRole('img', { name: /^protected/ }).waitFor(WAIT)
    expect(await row.innerText()).toMatch(/stop\s*\d/)
  })

  test('everybody can use the window while it is live, and the list of books and broker', async () => {
    expect(await violations(page)).toEqual([])
    await page.keyboard.press('g')
    await page.keyboard.press('b')
    await dialog().getByText('Our books and the broker’s agree.').waitFor(WAIT)
    expect(await violations(page, { within: '[role="dialog"]' })).toEqual([])
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'detached', ...WAIT })
  })

  test('dry run never asks, and goes on looking after what is live', async () => {
    await page.keyboard.press('d')
    await strip()
      .getByText(/live positions? managed/)
      .waitFor(WAIT)
  })

  test('Flatten asks once, and closes the account’s positions in dry run too', async () => {
    await positions().getByRole('button', { name: 'Flatten…' }).click()
    await dialog()
      .getByRole('button', { name: /^Flatten \d+ at market/ })
      .click()
    await page.keyboard.press('p')
    await positions().getByText('No positions.').waitFor(WAIT)
  })

  test('the engine has never said the token to the window', () => {
    expect(heard.length).toBeGreaterThan(10)
    expect(heard.filter((text) => text.includes(TOKEN) || text.includes(WRONG))).toEqual([])
  })
})
