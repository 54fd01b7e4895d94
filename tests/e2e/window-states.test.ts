import type { Page } from 'playwright'
import { afterEach, describe, expect, test } from 'vitest'
import { violations, violationsInBothThemes } from '../support/accessibility.ts'
import { openBrowser } from '../support/browser.ts'
import { untilNotBelieved } from '../support/until-not-believed.ts'
import { startWindowFeed, type WindowFeed, type WindowFeedOptions } from '../support/window-feed.ts'
import { WINDOW_STATES } from '../support/window-states/all.ts'

/** States that a real session reaches rarely, shown to the real window by a feed. */
const browser = openBrowser()
const WAIT = { timeout: 15_000 }
/** How the market behind TWS can stand, where it looks different. */
const TWS_STATES = ['tws-first-run', 'tws-client-id-busy', 'tws-degraded', 'tws-delayed']

let feed: WindowFeed
afterEach(() => feed.close())

interface Look extends WindowFeedOptions {
  readonly theme?: 'dark' | 'light'
  readonly size?: readonly [width: number, height: number]
}

async function open(state: string, { theme = 'dark', size = [1_440, 900], ...options }: Look = {}): Promise<Page> {
  feed = await startWindowFeed(WINDOW_STATES[state]!, options)
  const [width, height] = size
  const page = await browser.newPage({ viewport: { width, height } })
  await page.addInitScript((chosen) => {
    localStorage.setItem('orchestrator.settings', JSON.stringify({ theme: chosen }))
  }, theme)
  await page.goto(feed.url)
  await page.locator('.strip').waitFor(WAIT)
  return page
}

const review = async (page: Page): Promise<void> => {
  await page.keyboard.press('g')
  await page.keyboard.press('r')
  await page.getByRole('heading', { name: 'Review' }).waitFor(WAIT)
}

describe('everybody can use the window: axe finds nothing', () => {
  for (const theme of ['dark', 'light'] as const) {
    test(`on Trade, ${theme}`, async () => {
      const page = await open('trade', { theme })
      await page.locator('article[data-card]').first().waitFor(WAIT)
      expect(await violations(page, { theme })).toEqual([])
    })

    test(`in the palette, the list of keys and an edit form, ${theme}`, async () => {
      const page = await open('trade', { theme })
      await page.locator('article[data-card]').first().waitFor(WAIT)
      await page.keyboard.press('e')
      await page.getByRole('textbox', { name: 'Shares' }).waitFor(WAIT)
      expect(await violations(page, { within: 'article[data-card]', theme })).toEqual([])
      await page.keyboard.press('Escape')
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox').waitFor(WAIT)
      expect(await violations(page, { within: '[role="dialog"]', theme })).toEqual([])
      await page.keyboard.press('Escape')
      await page.keyboard.press('?')
      await page.getByRole('dialog').waitFor(WAIT)
      expect(await violations(page, { within: '[role="dialog"]', theme })).toEqual([])
    })

    test(`on Review, ${theme}`, async () => {
      const page = await open('trade', { theme })
      await review(page)
      await page.getByText('Chain verified').waitFor(WAIT)
      expect(await violations(page, { theme })).toEqual([])
    })
  }

  // Their colours are those of the other screens: each in one theme, the panel of them all in both.
  for (const [index, state] of TWS_STATES.entries()) {
    const theme = index % 2 === 0 ? 'dark' : 'light'
    test(`on ${state}, ${theme}`, async () => {
      const page = await open(state, { size: [1_280, 800], theme })
      await page.locator('.strip button.link').waitFor(WAIT)
      expect(await violations(page)).toEqual([])
    })
  }

  test('in the connection panel', async () => {
    const page = await open('tws-busy', { size: [1_280, 800] })
    await page.locator('.strip button.link').click()
    await page.getByRole('dialog').getByText('usfarm.nj, ushmds').waitFor(WAIT)
    expect(await violationsInBothThemes(page)).toEqual([])
  })

  test('while it is not connected', async () => {
    const page = await open('trade')
    await page.locator('article[data-card]').first().waitFor(WAIT)
    feed.silence()
    await page.getByRole('heading', { name: 'Not connected to the engine' }).waitFor(WAIT)
    expect(await violations(page)).toEqual([])
  })
})

describe('the mode', () => {
  for (const [state, words] of [
    ['paper', 'LIVE PAPER'],
    ['real', 'LIVE REAL'],
    ['simulated', 'LIVE SIMULATED'],
  ] as const) {
    test(`${words} puts its word into the strip and the title, and a frame round the window`, async () => {
      const page = await open(state)
      await page.locator('.strip').getByText(words).waitFor(WAIT)
      await page.locator('.frame').waitFor(WAIT)
      expect(await page.title()).toContain(words)
    })
  }

  test('DRY RUN has no frame, and says that nothing leaves this machine', async () => {
    const page = await open('trade')
    await page.locator('.strip').getByText('nothing leaves this machine').waitFor(WAIT)
    expect(await page.locator('.frame').count()).toBe(0)
  })

  test('real money shows its account', async () => {
    const page = await open('real')
    await page.locator('.strip').getByText('U7654321').first().waitFor(WAIT)
  })
})

describe('trouble is said in words', () => {
  test('a session that cannot go on', async () => {
    const page = await open('failed')
    await page.getByRole('alert').getByText('the disk is full').waitFor(WAIT)
  })

  test('a chain that is broken names its row', async () => {
    const page = await open('broken')
    await review(page)
    await page
      .getByText(/row [\d,]+/)
      .first()
      .waitFor(WAIT)
  })

  test('an audit that cannot be read offers another try', async () => {
    const page = await open('audit-unreadable')
    await review(page)
    await page.getByText('The audit cannot be read.').first().waitFor(WAIT)
    await page.getByRole('button', { name: /again/i }).first().waitFor(WAIT)
  })

  test('nothing yet says what would fill it', async () => {
    const page = await open('empty')
    await page.getByText('No positions.').waitFor(WAIT)
    await page.getByText('Nothing to approve.').or(page.getByText('Nothing waits.')).first().waitFor(WAIT)
  })
})

describe('a screen that must not be believed', () => {
  test('says so within two seconds of silence, and takes no approval meanwhile', async () => {
    const page = await open('trade')
    await page.locator('article[data-card]').first().waitFor(WAIT)
    const shown = untilNotBelieved(page)
    feed.silence()
    // Two seconds, one pulse that may just have come, and a frame.
    expect(await shown).toBeLessThan(2_700)
    await page.keyboard.press('a')
    expect(feed.received.filter(({ type }) => type === 'command')).toEqual([])
  })

  test('comes back by itself when the line was cut', async () => {
    const page = await open('trade')
    await page.locator('article[data-card]').first().waitFor(WAIT)
    feed.drop()
    await expect.poll(() => feed.received.filter(({ type }) => type === 'hello').length, WAIT).toBe(2)
    await page.locator('.over').waitFor({ state: 'detached', ...WAIT })
  })

  test('asks for everything again when a message was lost', async () => {
    const page = await open('trade')
    await page.locator('article[data-card]').first().waitFor(WAIT)
    const asked = (): number =>
      feed.received.filter((message) => message.type === 'subscribe' && message.topic === 'status').length
    const before = asked()
    feed.push('status', { automaticApproval: true }, 1)
    await expect.poll(asked, WAIT).toBe(before + 1)
  })

  test('does not die of what is no message', async () => {
    const page = await open('trade')
    await page.locator('article[data-card]').first().waitFor(WAIT)
    for (const text of [
      '',
      'no json',
      'null',
      '[]',
      '{"type":"snapshot"}',
      '{"type":"unheard-of"}',
      `"${'x'.repeat(100_000)}"`,
    ]) {
      feed.sendText(text)
    }
    feed.push('status', { automaticApproval: true })
    await page
      .locator('.strip')
      .getByText(/automatic/)
      .first()
      .waitFor(WAIT)
  })
})

describe('approving', () => {
  test('is sent once, with the revision that was shown', async () => {
    const page = await open('trade')
    await page.locator('article[data-card]').first().waitFor(WAIT)
    // A card that has just come takes no key for a moment (panels.test.ts holds the clock for that).
    await expect
      .poll(async () => {
        await page.keyboard.press('a')
        return feed.received.filter(({ type }) => type === 'command').length
      }, WAIT)
      .toBe(1)
    const [sent] = feed.received.filter((message) => message.type === 'command')
    const revision = Number(await page.locator('article[data-card]').first().getAttribute('data-revision'))
    expect(sent?.command).toMatchObject({ kind: 'approve', revision })
  })

  test('is not for a window that only watches, which says why', async () => {
    const page = await open('trade', { role: 'viewer' })
    const button = page
      .locator('article[data-card]')
      .first()
      .getByRole('button', { name: /Approve/ })
    await button.waitFor(WAIT)
    expect(await button.getAttribute('aria-disabled')).toBe('true')
    expect(await button.getAttribute('data-tip')).toMatch(/watches/)
    await page.keyboard.press('a')
    expect(feed.received.filter(({ type }) => type === 'command')).toEqual([])
  })
})

describe('STOP', () => {
  test('works by button and by key, also for a window that only watches, and offers Flatten as a second step', async () => {
    const page = await open('trade', { role: 'viewer' })
    await page.getByRole('button', { name: /STOP/ }).click()
    await page.getByRole('button', { name: /Flatten \d/ }).waitFor(WAIT)
    await page.keyboard.press('Control+Shift+X')
    await expect
      .poll(
        () => feed.received.filter((message) => message.type === 'command' && message.command.kind === 'stop').length,
        WAIT,
      )
      .toBe(2)
  })
})

describe('at 200 % zoom', () => {
  test('mode, account and STOP stay in sight, and nothing has to be scrolled sideways', async () => {
    const page = await open('trade', { size: [720, 450] })
    await page.locator('article[data-card]').first().waitFor(WAIT)
    for (const part of [
      page.getByText('DRY RUN').first(),
      page.getByRole('button', { name: /STOP/ }),
      page.locator('.account').first(),
    ]) {
      const box = await part.boundingBox()
      expect(box).not.toBeNull()
      expect(box!.x + box!.width).toBeLessThanOrEqual(720)
      expect(box!.y + box!.height).toBeLessThanOrEqual(450)
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(720)
  })
})

describe('at 1280 pixels', () => {
  test('every reason of the scorecard can be read to its end', async () => {
    const page = await open('trade', { size: [1_280, 800] })
    const reasons = page.getByRole('region', { name: 'Scorecard' }).locator('.why p')
    await reasons.first().waitFor(WAIT)
    const cut = await reasons.evaluateAll((all) =>
      all
        .filter((element) => element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight)
        .map((element) => element.textContent),
    )
    expect(cut).toEqual([])
  })
})

describe('a notice', () => {
  for (const size of [
    [1_280, 800],
    [1_920, 1_080],
  ] as const) {
    test(`never covers the half of the chart in which the newest candles are, ${size[0]} wide`, async () => {
      const page = await open('trade', { size })
      const chart = await page.locator('.symbol-chart').boundingBox(WAIT)
      feed.setRole('viewer', 'Another window took control.')
      const notice = await page.locator('.notice').first().boundingBox(WAIT)
      expect(notice!.x + notice!.width).toBeLessThan(chart!.x + chart!.width * 0.45)
    })
  }
})

describe('the keyboard', () => {
  test('reaches a card, its buttons and the positions, each with a visible focus', async () => {
    const page = await open('trade')
    await page.locator('article[data-card]').first().waitFor(WAIT)
    const reached = new Set<string>()
    for (let press = 0; press < 120; press++) {
      await page.keyboard.press('Tab')
      const focus = await page.evaluate(() => {
        const element = document.activeElement
        if (element === null || element === document.body) return null
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element)
        const visible = (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none'
        return { text: (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40), visible }
      })
      if (focus === null) continue
      expect(focus, `focus on ${focus.text}`).toMatchObject({ visible: true })
      reached.add(focus.text)
    }
    const all = [...reached].join('\n')
    for (const words of [/STOP/, /Approve/, /Reject/, /Positions/, /Close/, /5m/]) expect(all).toMatch(words)
  })
})
