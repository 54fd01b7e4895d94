import type { Locator, Page } from 'playwright'
import { afterEach, describe, expect, test } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { startWindowFeed, type WindowFeed } from '../support/window-feed.ts'
import { WINDOW_STATES } from '../support/window-states/all.ts'
import { GATEWAYS } from '../support/window-states/gateway.ts'

/** What the window shows of a market behind TWS, told by a feed. */
const browser = openBrowser()
const WAIT = { timeout: 15_000 }

let feed: WindowFeed
afterEach(() => feed.close())

async function open(state: string): Promise<Page> {
  feed = await startWindowFeed(WINDOW_STATES[state]!)
  const page = await browser.newPage({ viewport: { width: 1_280, height: 800 } })
  await page.goto(feed.url)
  await page.getByText('in control', { exact: true }).waitFor(WAIT)
  return page
}

const guidance = (page: Page): Locator => page.getByRole('region', { name: /does not answer yet|is in use/ })
const panel = (page: Page): Locator => page.getByRole('dialog', { name: 'Connection to the market' })
const press = async (page: Page, ...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key)
}
const commands = (): readonly unknown[] => feed.received.filter(({ type }) => type === 'command')

describe('when nothing has ever answered', () => {
  test('the window says what was tried, what came back and what to switch on', async () => {
    const page = await open('tws-first-run')
    const text = await guidance(page).innerText(WAIT)
    for (const words of [
      ...[/Tried 127\.0\.0\.1:7497 as client 7, 4 times/, /Nothing listens on 127\.0\.0\.1:7497/, /502/],
      ...[
        /File → Global Configuration → API → Settings/,
        /Enable ActiveX and Socket Clients/,
        /Socket port must be 7497/,
      ],
      ...[/Trusted IPs should have 127\.0\.0\.1/, /Read-Only API/, /7496/, /4001/, /4002/, /DU or DF/],
      ...[/npm start -- --demo/],
    ]) {
      expect(text).toMatch(words)
    }
  })

  test('counts down to the next attempt by the engine’s clock, which need not be this machine’s', async () => {
    const page = await open('tws-first-run')
    await guidance(page)
      .getByText(/Again in 0:1\d\./)
      .waitFor(WAIT)
    await guidance(page)
      .getByText(/Again in 0:1[0-3]\./)
      .waitFor(WAIT)
  })

  test('a client id that is in use is said so, and nothing about switches', async () => {
    const page = await open('tws-client-id-busy')
    const text = await guidance(page).innerText(WAIT)
    expect(text).toMatch(/Client id 7 is in use/)
    expect(text).toMatch(/--gateway 127\.0\.0\.1:7497 --client-id 8/)
    expect(text).not.toMatch(/ActiveX/)
  })

  test('orders and positions stay in sight', async () => {
    const page = await open('tws-first-run')
    await guidance(page).waitFor(WAIT)
    await page.getByText('No positions.').waitFor(WAIT)
    expect(await page.getByRole('region', { name: 'Watchlist' }).count()).toBe(0)
  })

  test('the page goes by itself when the connection is made', async () => {
    const page = await open('tws-first-run')
    await guidance(page).waitFor(WAIT)
    feed.push('gateway', { link: GATEWAYS.ready.link })
    await guidance(page).waitFor({ state: 'detached', ...WAIT })
    await page.getByRole('region', { name: 'Watchlist' }).waitFor(WAIT)
  })

  test('a first attempt that is under way shows no such page, but waits', async () => {
    const page = await open('tws-connecting')
    await page.getByText('Waiting for the market.').first().waitFor(WAIT)
    expect(await guidance(page).count()).toBe(0)
  })
})

describe('the connection panel', () => {
  test('opens by mouse, by key and from the palette, and closes with Escape', async () => {
    const page = await open('tws-ready')
    const ways = [
      () => page.getByRole('button', { name: /open the connection panel/ }).click(),
      () => press(page, 'g', 'c'),
      async () => {
        await press(page, 'Control+k')
        await page.getByRole('combobox').fill('Connection to the market')
        await press(page, 'Enter')
      },
    ]
    for (const way of ways) {
      await way()
      await panel(page).waitFor(WAIT)
      await press(page, 'Escape')
      await panel(page).waitFor({ state: 'detached', ...WAIT })
    }
  })

  test('shows what the connection carries, what waits, and what was said, with code and sentence', async () => {
    const page = await open('tws-busy')
    await press(page, 'g', 'c')
    const text = (await panel(page).innerText(WAIT)).replace(/\s+/g, ' ')
    for (const words of [
      ...[/127\.0\.0\.1:7497/, /client id 7/, /protocol 193/, /DU1234567 PAPER/],
      ...[/100 of 100 \(all in use\)/, /40 of 40/, /6 open, streams included; 128 wait, next in 0:0\d/],
      ...[/44 a second, 61 wait/, /12 ms/, /0\.1 s ahead/, /usfarm\.nj, ushmds/],
      ...[/TSLA partial Two bars of TSLA/, /XOM blocked/, /162 IBKR asks for slower history requests/],
    ]) {
      expect(text).toMatch(words)
    }
  })

  test('draws no more of its messages than are to be seen, and copies all of them as text', async () => {
    const page = await open('tws-busy')
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await press(page, 'g', 'c')
    const lines = panel(page).getByRole('listbox', { name: 'Messages of the connection' }).getByRole('option')
    await lines.first().waitFor(WAIT)
    expect(await lines.count()).toBeLessThan(35)
    await panel(page).getByRole('button', { name: 'Copy as text' }).click()
    await page.getByText('Messages copied').waitFor(WAIT)
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(copied.split('\n')).toHaveLength(1 + GATEWAYS.busy.messages.length)
    expect(copied).toContain('\t162\tIBKR asks for slower history requests')
  })

  test('follows the engine while it is open', async () => {
    const page = await open('tws-ready')
    await press(page, 'g', 'c')
    await panel(page).getByText('23 of 100').waitFor(WAIT)
    feed.push('gateway', { lines: { used: 24, most: 100 } })
    await panel(page).getByText('24 of 100').waitFor(WAIT)
  })

  test('is not there for a market that needs no gateway', async () => {
    const page = await open('trade')
    await press(page, 'g', 'c')
    await press(page, 'Control+k')
    await page.getByRole('combobox').fill('Connection')
    await page.getByText('No command has these words.').waitFor(WAIT)
    expect(await panel(page).count()).toBe(0)
    expect(await page.getByRole('button', { name: /open the connection panel/ }).count()).toBe(0)
  })
})

describe('a market that was lost', () => {
  for (const [state, words] of [
    ['tws-degraded', /Market degraded: TWS has lost IBKR’s servers/],
    ['tws-reconnecting', /Market reconnecting: The connection to TWS was cut.* Next attempt in 0:4\d/],
  ] as const) {
    test(`is said across the window in a sentence: ${state}`, async () => {
      const page = await open(state)
      const said = page.getByRole('region', { name: 'State of the window' })
      await expect.poll(async () => (await said.innerText()).replace(/\s+/g, ' '), WAIT).toMatch(words)
    })
  }

  test('labels every price as stale in words, and takes their colour away', async () => {
    const page = await open('tws-degraded')
    const rows = page.getByRole('region', { name: 'Watchlist' }).locator('.data-note')
    await rows.first().waitFor(WAIT)
    expect(new Set(await rows.allInnerTexts())).toEqual(new Set(['stale']))
    const filter = await page.locator('.symbol-chart').evaluate((element) => getComputedStyle(element).filter)
    expect(filter).toContain('grayscale')
  })

  test('comes back without a trace', async () => {
    const page = await open('tws-degraded')
    const banner = page.getByText('Market degraded:')
    await banner.waitFor(WAIT)
    feed.push('gateway', { link: GATEWAYS.ready.link })
    await banner.waitFor({ state: 'detached', ...WAIT })
  })
})

describe('data that is not live', () => {
  test('is labelled in the row, for what is only watched too, at the chart and on the card', async () => {
    const page = await open('tws-delayed')
    for (const place of [
      page.getByRole('option', { name: /CRM/ }),
      page.getByRole('region', { name: 'Context' }).getByRole('button', { name: /SPY/ }),
      page.getByRole('region', { name: 'Chart' }),
      page.locator('article[data-card]').first(),
    ]) {
      await place.getByText('delayed', { exact: true }).waitFor(WAIT)
    }
  })

  for (const [state, why] of [
    ['tws-delayed', /The data of AMD is delayed, not live/],
    ['tws-degraded', /Market data is lost/],
    ['tws-halted', /Trading in AMD is halted/],
  ] as const) {
    test(`lets no entry be approved, and the card says why: ${state}`, async () => {
      const page = await open(state)
      const card = page.locator('article[data-card]').first()
      await card.getByText(why).waitFor(WAIT)
      const approve = card.getByRole('button', { name: /Approve/ })
      expect(await approve.getAttribute('aria-disabled')).toBe('true')
      await approve.click({ force: true })
      await press(page, 'a')
      // A reject is taken: the window has heard both presses before it.
      await press(page, 'r')
      await expect.poll(() => commands().length, WAIT).toBe(1)
      expect(commands()).toMatchObject([{ command: { kind: 'decline' } }])
    })
  }

  test('leaves a symbol of which only bars are missing as it is, with its label', async () => {
    const page = await open('tws-busy')
    const row = page.getByRole('option', { name: /TSLA/ })
    await row.getByText('partial', { exact: true }).waitFor({ state: 'attached', ...WAIT })
    expect(await row.locator('.last.old').count()).toBe(0)
  })
})
