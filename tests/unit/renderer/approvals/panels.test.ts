import type { Page } from 'playwright'
import { beforeEach, describe, expect, test } from 'vitest'
import { GUARD_MS } from '../../../../src-renderer/features/approvals/approval-guard.ts'
import { accountId, orderRef, ticker } from '../../../../src-shared/domain/ids.ts'
import { utcMs } from '../../../../src-shared/domain/time.ts'
import { setTheme, violations } from '../../../support/accessibility.ts'
import { until } from '../../../support/until.ts'
import { DIFFERING, MARGIN } from '../../../support/window-states/live.ts'
import { orderOf, positionOf } from '../positions/orders.ts'
import { UNDECIDED, VETOED } from '../scorecard/scorecards.ts'
import { cardOf } from './cards.ts'
import { openPanels, type PlayedEngine } from './panel-window.ts'
import { STATUS } from './statuses.ts'

const panels = openPanels()
const { newest } = panels
let engine: PlayedEngine
let page: Page

const AMD = cardOf({ ref: orderRef('amd') })
const CRM = cardOf({ ref: orderRef('crm'), symbol: ticker('CRM'), revision: 4 })
const JPM = cardOf({ ref: orderRef('jpm'), symbol: ticker('JPM') })
const approveButton = (symbol: string) =>
  page.getByRole('article', { name: new RegExp(symbol) }).getByRole('button', { name: /^Approve|^Approving/ })
const cardNamed = (symbol: string) => page.getByRole('article', { name: new RegExp(symbol) })

beforeEach(async () => {
  ;({ engine, page } = await panels.begin((engine) => engine.show('scorecard', VETOED, 'NVDA')))
})

/** Shows cards and lets the first of them be seen; no operator time passes. */
async function showCards(...rows: (typeof AMD)[]): Promise<void> {
  engine.show('cards', { rows })
  if (rows[0] !== undefined) await cardNamed(rows[0].symbol).waitFor()
}

describe('approving', () => {
  test('by key does nothing in the first 300 ms, and then sends the revision that is shown', async () => {
    await showCards(CRM)
    await page.clock.runFor(GUARD_MS - 1)
    await page.keyboard.press('a')
    expect(await approveButton('CRM').innerText()).toMatch(/^Approve(?!ing)/)
    await page.clock.runFor(200)
    await page.keyboard.press('a')
    expect(await newest()).toEqual({ kind: 'approve', ref: 'crm', revision: 4 })
    expect(await approveButton('CRM').innerText()).toMatch(/^Approving…/)
    expect(engine.commands).toHaveLength(1)
  })

  test('does nothing on a card that has just moved under the hand', async () => {
    await showCards(AMD, CRM)
    await page.clock.runFor(1_000)
    await showCards(CRM)
    await until('card that has moved up', async () => (await page.getByRole('article').count()) === 1)
    await approveButton('CRM').click()
    await page.keyboard.press('a')
    expect(await approveButton('CRM').innerText()).toMatch(/^Approve(?!ing)/)
    await page.clock.runFor(GUARD_MS + 100)
    await approveButton('CRM').click()
    expect(await newest()).toMatchObject({ kind: 'approve', ref: 'crm' })
  })

  test('keeps the words of a refusal on the card and can be tried again', async () => {
    await showCards(AMD)
    await page.clock.runFor(500)
    await page.keyboard.press('a')
    await newest()
    engine.answer({ code: 'stale-quote', message: 'The quote of AMD is 17 s old; more than 15 s is stale.' })
    await cardNamed('AMD').getByText('The quote of AMD is 17 s old').waitFor()
    await page.clock.runFor(500)
    await page.keyboard.press('a')
    expect(await until('second command', () => engine.commands[1] ?? null)).toMatchObject({ kind: 'approve' })
  })

  test('all sends exactly what is shown', async () => {
    await showCards(AMD, CRM, JPM)
    await page.clock.runFor(500)
    await page.keyboard.press('Shift+A')
    expect(await newest()).toEqual({
      kind: 'approve-all',
      shown: [AMD, CRM, JPM].map(({ ref, revision }) => ({ ref, revision })),
    })
  })

  test('is not possible from a window that only watches, and says why', async () => {
    await showCards(AMD)
    await page.clock.runFor(500)
    engine.setRole('viewer')
    await page.getByText('This window only watches').waitFor()
    await page.keyboard.press('a')
    expect(await approveButton('AMD').getAttribute('aria-disabled')).toBe('true')
    expect(engine.commands).toEqual([])
  })
})

describe('cards', () => {
  test('beyond the room are one line each until they are chosen by the keyboard', async () => {
    await showCards(AMD, CRM, JPM)
    await approveButton('AMD').focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('j')
    await cardNamed('JPM').waitFor()
    expect(await cardNamed('JPM').getAttribute('aria-current')).toBe('true')
    expect(await page.getByRole('article').count()).toBe(2)
  })

  test('that end by themselves leave a trace for a moment', async () => {
    await showCards({ ...AMD, left: 2_000 })
    await page.clock.runFor(2_000)
    engine.show('cards', { rows: [] })
    await page.getByText('buy 84 AMD expired').waitFor()
    await page.clock.runFor(6_000)
    await page.getByText('Nothing to approve.').waitFor()
  })

  test('are edited in place: steps by the tick, risk follows, the refusal stands by its field', async () => {
    await showCards(AMD)
    await page.clock.runFor(500)
    await page.keyboard.press('e')
    const stop = page.getByRole('textbox', { name: 'Stop' })
    await stop.press('Shift+ArrowDown')
    expect(await stop.inputValue()).toBe('117.34')
    expect(await page.locator('output').innerText()).toContain('$75.60')
    await stop.press('Enter')
    expect(await newest()).toEqual({ kind: 'edit', ref: 'amd', revision: 1, change: { stop: 117.34 } })
    engine.answer({ code: 'off-tick', message: 'The stop 117.34 is not on the tick.' })
    await page.getByText('The stop 117.34 is not on the tick.').waitFor()
    expect(await stop.getAttribute('aria-invalid')).toBe('true')
    await page.keyboard.press('Escape')
    expect(await cardNamed('AMD').getByText('117.44').isVisible()).toBe(true)
  })

  test('are announced once', async () => {
    await showCards(AMD)
    const words = 'Staged: buy 84 AMD, limit 118.24, risk 67.20 dollars, 0:54 to approve.'
    await page.getByRole('status').filter({ hasText: words }).waitFor({ state: 'attached' })
    await showCards(AMD, JPM)
    const next = page.getByRole('status').filter({ hasText: /^Staged: buy 84 JPM/ })
    await next.waitFor({ state: 'attached' })
    expect(await next.innerText()).not.toContain('AMD')
  })
})

describe('positions', () => {
  test('are closed with one press', async () => {
    engine.show('positions', { rows: [positionOf()] })
    await page.getByRole('button', { name: 'Close NVDA' }).click()
    expect(await newest()).toEqual({ kind: 'close', book: { kind: 'simulated' }, symbol: 'NVDA', limit: null })
  })

  test('ask for a limit outside regular hours', async () => {
    engine.show('status', { ...STATUS, time: utcMs(Date.UTC(2023, 10, 15, 22)) })
    engine.show('positions', { rows: [positionOf()] })
    await page.getByRole('button', { name: 'Close NVDA' }).click()
    await page.getByLabel(/^Outside regular hours/).fill('487.10')
    await page.keyboard.press('Enter')
    expect(await newest()).toMatchObject({ kind: 'close', limit: 487.1 })
  })

  test('are flattened only after a list of what will be closed', async () => {
    engine.show('positions', {
      rows: [positionOf(), positionOf({ symbol: ticker('TSLA'), side: 'short', shares: 41 })],
    })
    await page.getByRole('button', { name: 'Flatten…' }).click()
    const dialog = page.getByRole('dialog')
    expect(await dialog.getByRole('listitem').allInnerTexts()).toEqual([
      expect.stringContaining('sell 20 NVDA'),
      expect.stringContaining('buy 41 TSLA'),
    ])
    expect(engine.commands).toEqual([])
    await dialog.getByRole('button', { name: 'Flatten 2 at market' }).click()
    expect(await newest()).toEqual({ kind: 'flatten' })
  })

  test('say in words that a stop is missing', async () => {
    engine.show('positions', { rows: [positionOf({ protection: 'missing', stop: null, atStop: null })] })
    expect(await page.getByRole('img', { name: /^No stop: / }).innerText()).toBe('No stop')
  })
})

test('a working order is cancelled from the list of orders', async () => {
  engine.show('orders', { rows: [orderOf('entry')] })
  await page.getByRole('tab', { name: /Orders/ }).click()
  await page.getByRole('button', { name: 'Cancel entry BUY NVDA' }).click()
  expect(await newest()).toEqual({ kind: 'cancel', ref: 'entry' })
})

describe('a refusal stands where it was asked for, and what was asked can be left', () => {
  const BOOK = { kind: 'account', account: accountId('DU1234567') } as const
  const [account] = DIFFERING.accounts
  const dialog = () => page.getByRole('dialog', { name: 'Books and broker' })
  const refuse = async (message: string) => {
    await newest()
    engine.answer({ code: 'broker-away', message })
    return page.getByRole('alert').getByText(message)
  }
  async function openBooks(): Promise<void> {
    engine.show('reconciliation', { accounts: account === undefined ? [] : [account] })
    await until('list', async () => {
      await page.keyboard.press('g')
      await page.keyboard.press('b')
      return (await dialog().count()) > 0
    })
  }

  test('a cancel: in the row of its order', async () => {
    engine.show('orders', { rows: [orderOf('entry')] })
    await page.getByRole('tab', { name: /Orders/ }).click()
    await page.getByRole('button', { name: 'Cancel entry BUY NVDA' }).click()
    await (await refuse('TWS is away: it is cancelled as soon as it is back.')).waitFor()
    expect(await page.getByRole('list', { name: 'Orders' }).innerText()).toContain('TWS is away')
  })

  test('an acknowledgement: under its difference', async () => {
    await openBooks()
    await dialog()
      .getByRole('button', { name: /^Acknowledge: / })
      .click()
    await (await refuse('There is no such difference any more.')).waitFor()
    expect(
      await dialog()
        .getByRole('list', { name: /^Differences/ })
        .innerText(),
    ).toContain('no such difference')
  })

  test('a question to the broker: beside its button', async () => {
    await openBooks()
    await dialog().getByRole('button', { name: 'Ask now' }).click()
    await dialog().getByRole('button', { name: 'Asking…' }).waitFor()
    await (await refuse('TWS is away.')).waitFor()
    await dialog().getByRole('button', { name: 'Ask now' }).waitFor()
  })

  test('Escape leaves the question whether to close shares that are not ours, and only then the list', async () => {
    await openBooks()
    await dialog().getByRole('button', { name: 'Close INTC…' }).press('Enter')
    await dialog().getByRole('button', { name: 'sell 100 INTC now' }).waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Escape')
    await dialog().getByRole('button', { name: 'Close INTC…' }).waitFor()
    expect(engine.commands).toEqual([])
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'detached' })
  })

  test('a limit at which the broker refuses can be mended', async () => {
    await openBooks()
    await dialog().getByRole('button', { name: 'Close INTC…' }).press('Enter')
    await dialog().getByRole('button', { name: 'sell 100 INTC now' }).click()
    await newest()
    engine.answer({ code: 'outside-hours', message: 'Give a limit.' })
    const limit = dialog().getByLabel(/^Outside regular hours/)
    await limit.fill('38.404')
    await page.keyboard.press('Enter')
    await until('second command', () => engine.commands[1] ?? null)
    engine.answer({ code: 'off-tick', message: 'The limit is not on the tick.' })
    await dialog().getByRole('alert').getByText('The limit is not on the tick.').waitFor()
    expect(await limit.inputValue()).toBe('38.404')
  })

  test('the margin: the card is free again, and a late answer changes nothing', async () => {
    await showCards(cardOf({ ref: orderRef('amd'), book: BOOK }))
    await page.getByRole('button', { name: 'Margin?' }).click()
    await page.getByText('Asking the broker…').waitFor()
    await until('query', () => engine.queries.at(-1) ?? null)
    await page.getByRole('button', { name: 'Never mind' }).click()
    engine.answer({ margin: MARGIN })
    await page.getByRole('button', { name: 'Margin?' }).waitFor()
    expect(await page.locator('.margin-line').innerText()).not.toContain('2,484')
  })
})

describe('activity', () => {
  const line = (number: number) =>
    ({
      number,
      time: STATUS.time,
      subject: 'fill',
      symbol: ticker('NVDA'),
      text: `Line ${number}, filled.`,
      mark: 'long',
      amount: null,
    }) as const
  const linesTo = (last: number) => ({ lines: Array.from({ length: last }, (_, index) => line(index + 1)) })

  test('keeps what is read in its place while new lines come in above', async () => {
    await page.clock.resume()
    engine.show('activity', linesTo(100))
    const scroller = page.locator('.activity .scroller')
    await scroller.evaluate((element) => element.scrollTo(0, 480))
    const read = page.getByText('Line 78, filled.')
    const before = await read.boundingBox()
    engine.show('activity', linesTo(105))
    await until('longer list', () => scroller.evaluate((element) => element.scrollTop > 480))
    expect((await read.boundingBox())?.y).toBe(before?.y)
  })
})

describe('the scorecard', () => {
  test('says first that the candidate is vetoed, and what stands behind the veto', async () => {
    const said = page.getByRole('region', { name: 'Scorecard' }).getByRole('status')
    expect(await said.innerText()).toMatch(/^Statistics vetoes this long.*\n*Without the veto/)
  })

  test('reads out the votes of a bar by the arrow keys', async () => {
    const votes = page.getByRole('slider', { name: 'Votes of the last bars' })
    await votes.focus()
    expect(await votes.getAttribute('aria-valuetext')).toMatch(
      /10:35, long candidate, 5 of 6 .*Statistics veto of long/,
    )
    await votes.press('ArrowLeft')
    expect(await votes.getAttribute('aria-valuetext')).toMatch(/10:30, long candidate, 3 of 6 .*Statistics neutral/)
  })

  test('shows the long and the short card in turn when there is no candidate', async () => {
    engine.show('scorecard', UNDECIDED, 'NVDA')
    await page.getByText('The reason of RG on the long card').waitFor()
    await page.getByRole('button', { name: 'short', exact: true }).click()
    await page.getByText('The reason of RG on the short card').waitFor()
  })
})

describe.each(['dark', 'light'] as const)('in the %s theme', (theme) => {
  test('axe finds nothing in the panels', async () => {
    engine.show('positions', { rows: [positionOf(), positionOf({ symbol: ticker('XOM'), protection: 'missing' })] })
    engine.show('activity', { lines: [] })
    await showCards(AMD, CRM, JPM)
    await setTheme(page, theme)
    await page.clock.resume()
    expect(await violations(page, { theme })).toEqual([])
  })
})
