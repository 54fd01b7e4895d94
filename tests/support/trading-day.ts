import type { Locator, Page } from 'playwright'
import { afterEach, describe, expect, test } from 'vitest'
import { openBrowser } from './browser.ts'
import { type CockpitApp, type CockpitWay, createCockpitApp } from './cockpit-app.ts'

/** Market seconds a second, for tests that wait for the market. */
const FAST = ['--seed', '1', '--speed', '600'] as const
const WAIT = { timeout: 30_000 }

const region = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true })
const cards = (page: Page): Locator => page.locator('article[data-card]')
const activity = (page: Page): Locator => region(page, 'Activity')
const marketTime = (page: Page): Promise<string> => page.locator('.strip .time').innerText()

/** The window is there and has been told that it controls. */
async function ready(page: Page): Promise<Page> {
  await page.getByText('in control', { exact: true }).waitFor(WAIT)
  return page
}

/** Holds the market as soon as a card waits. @returns the first card */
async function firstCard(page: Page): Promise<Locator> {
  const card = cards(page).first()
  await card.waitFor(WAIT)
  await page.keyboard.press('p')
  await page.getByText('paused', { exact: true }).waitFor(WAIT)
  return card
}

/** By the palette, as somebody would who does not know where a command is. */
async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox').fill(words)
  await page.keyboard.press('Enter')
}

/** A day of the built cockpit as a trader has it, in one kind of window. Each has a file of its own, so that both cores are used. */
export function tradingDay(way: CockpitWay): void {
  const browser = openBrowser()
  describe(`a trading day (${way})`, () => {
    let app: CockpitApp
    const start = async (...args: readonly string[]): Promise<Page> => {
      app = createCockpitApp(way, browser)
      return await ready(await app.start(...args))
    }
    afterEach(() => app.remove())

    test('starts with a scorecard, which changes with the next decision', async () => {
      const page = await start('--seed', '1')
      const scorecard = region(page, 'Scorecard')
      await scorecard.getByText('Regime').waitFor(WAIT)
      await page.keyboard.press('p')
      const before = await scorecard.innerText()
      const time = await marketTime(page)
      await page.keyboard.press('n')
      await expect.poll(() => marketTime(page), WAIT).not.toBe(time)
      await expect.poll(() => scorecard.innerText(), WAIT).not.toBe(before)
    })

    test('says in words why a veto stands in the way, and what would lift it', async () => {
      const page = await start(...FAST)
      await page.getByText('Regime').first().waitFor(WAIT)
      const verdict = region(page, 'Scorecard').locator('.say')
      await expect
        .poll(async () => {
          await page.keyboard.press('j')
          return await verdict.innerText()
        }, WAIT)
        .toMatch(/ vetoes this (long|short): .+/)
    })

    test('takes an approved order from the card to its fill, moves its stop and leaves', async () => {
      const page = await start(...FAST)
      const card = await firstCard(page)
      const symbol = /\d (\w+)$/.exec((await card.getAttribute('aria-label')) ?? '')?.[1] ?? ''
      expect(symbol).not.toBe('')
      await command(page, 'Keep the speed while a card waits')
      // A card that has just come cannot be approved by a hand that was on its way elsewhere.
      await expect
        .poll(async () => {
          await page.keyboard.press('a')
          return await cards(page).count()
        }, WAIT)
        .toBe(0)
      await page.keyboard.press('p')
      const positions = region(page, 'Positions and orders')
      await positions.getByText(symbol).first().waitFor(WAIT)
      await activity(page).getByText('The stop goes to').first().waitFor(WAIT)
      await command(page, 'As fast as it goes')
      await page.getByText('The market is over.').waitFor({ timeout: 60_000 })
      await positions.getByText('No positions.').waitFor(WAIT)
      expect(await page.locator('.strip').innerText()).toMatch(/[+\u2212]\d+\.\d\d\s+day P&L/)
    })

    test('rejects, edits and lets expire', async () => {
      const page = await start(...FAST)
      const card = await firstCard(page)
      await page.keyboard.press('e')
      const quantity = card.getByLabel('Shares')
      await quantity.fill('7')
      await page.keyboard.press('Enter')
      await card.getByText('7', { exact: true }).waitFor(WAIT)
      await page.keyboard.press('e')
      await quantity.fill('0')
      await page.keyboard.press('Enter')
      await card.getByText('0 is not a number of shares').waitFor(WAIT)
      await page.keyboard.press('Escape')
      await page.keyboard.press('r')
      await cards(page)
        .first()
        .waitFor({ state: 'detached', ...WAIT })
      await activity(page)
        .getByText(/Rejected:/)
        .first()
        .waitFor(WAIT)
      await page.keyboard.press('p')
      const next = await firstCard(page)
      const ref = await next.getAttribute('data-card')
      await page.keyboard.press('n')
      await page.locator(`article[data-card="${ref}"]`).waitFor({ state: 'detached', ...WAIT })
      await activity(page)
        .getByText(/Expired:.*the next decision has come/)
        .first()
        .waitFor(WAIT)
    })

    test('pauses, steps and goes to another time, earlier ones in a new session', async () => {
      const page = await start('--seed', '1')
      await region(page, 'Scorecard').getByText('Regime').waitFor(WAIT)
      await page.keyboard.press('p')
      await page.getByText('paused', { exact: true }).waitFor(WAIT)
      const goTo = async (time: string, button: string): Promise<void> => {
        await page.getByRole('button', { name: 'More of the market clock' }).click()
        const field = page.getByLabel('Go to, exchange time')
        const [date] = (await field.inputValue()).split('T')
        await field.fill(`${date}T${time}`)
        await page.getByRole('button', { name: button }).click()
      }
      await goTo('11:00', 'Go there')
      await expect.poll(() => marketTime(page), WAIT).toContain('11:00:00')
      await page.keyboard.press('n')
      await expect.poll(() => marketTime(page), WAIT).toContain('11:05:00')
      await goTo('10:00', 'Start a new session there')
      await expect.poll(() => marketTime(page), WAIT).toContain('10:00:00')
      // What was later then has not happened in this one.
      await expect.poll(() => activity(page).innerText(), WAIT).not.toMatch(/\b(?:10:(?!00)\d\d|1[1-5]:\d\d):\d\d/)
    })

    test('shows the same after a reload in the middle of the day', async () => {
      const page = await start(...FAST)
      const card = await firstCard(page)
      const [label, time] = [await card.getAttribute('aria-label'), await marketTime(page)]
      await page.reload()
      await cards(page).first().waitFor(WAIT)
      expect(await cards(page).first().getAttribute('aria-label')).toBe(label)
      expect(await marketTime(page)).toBe(time)
      await page.getByText('in control', { exact: true }).waitFor(WAIT)
    })

    test('goes on where it was after the engine was killed: card, time and position', async () => {
      const page = await start(...FAST)
      const card = await firstCard(page)
      const label = await card.getAttribute('aria-label')
      await app.kill()
      if (way === 'browser host') {
        await page.getByRole('heading', { name: 'Not connected to the engine' }).waitFor({ timeout: 3_000 })
      }
      const again = await app.start(...FAST)
      await cards(again).first().waitFor(WAIT)
      expect(await cards(again).first().getAttribute('aria-label')).toBe(label)
    })

    test.runIf(way === 'browser host')('is read-only in a second window, which can take control', async () => {
      const page = await start(...FAST)
      await firstCard(page)
      const second = await app.secondWindow()
      await second.getByText('This window only watches:').waitFor(WAIT)
      await expect
        .poll(() =>
          cards(second)
            .first()
            .getByRole('button', { name: /Approve/ })
            .getAttribute('aria-disabled'),
        )
        .toBe('true')
      await second.keyboard.press('a')
      await second.getByRole('button', { name: 'Take control' }).click()
      await second.getByText('in control', { exact: true }).waitFor(WAIT)
      await page.getByText('This window only watches:').waitFor(WAIT)
      await expect
        .poll(async () => {
          await second.keyboard.press('a')
          return await cards(page).count()
        }, WAIT)
        .toBe(0)
    })
  })
}
