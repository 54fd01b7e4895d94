import type { Page } from 'playwright'
import { beforeEach, describe, expect, test } from 'vitest'
import type { ReconciliationView } from '../../../../src-shared/contract/views/reconciliation.ts'
import { accountId, orderRef } from '../../../../src-shared/domain/ids.ts'
import { price } from '../../../../src-shared/domain/price.ts'
import { setTheme, violations } from '../../../support/accessibility.ts'
import { until } from '../../../support/until.ts'
import { cardOf } from '../approvals/cards.ts'
import { openPanels, type PlayedEngine } from '../approvals/panel-window.ts'
import { orderOf, positionOf } from '../positions/orders.ts'
import { UNDECIDED } from '../scorecard/scorecards.ts'
import { armingOf, GATES, gateOf } from './armings.ts'

/** The parts of the window that live orders need, with an engine that the test plays. */
const panels = openPanels()
const { newest } = panels
const TOKEN = 'correct horse 7141'
const BOOK = { kind: 'account', account: accountId('DU1234567') } as const
const AGREED: ReconciliationView = {
  accounts: [
    { account: 'DU1234567', reconciled: true, at: null, foreignOrders: [], foreignPositions: [], differences: [] },
  ],
}

let engine: PlayedEngine
let page: Page

const dialog = () => page.getByRole('dialog')
const token = () => page.getByLabel('Order token')

beforeEach(async () => {
  ;({ engine, page } = await panels.begin((engine) => {
    engine.show('scorecard', UNDECIDED, 'NVDA')
    engine.show('arming', armingOf())
    engine.show('reconciliation', AGREED)
  }))
})

async function openDialog(): Promise<void> {
  await until('dialog', async () => {
    await page.keyboard.press('l')
    return (await dialog().count()) > 0
  })
}

describe('the arm dialog', () => {
  test('arms with Enter as chosen; the field is empty before the answer comes', async () => {
    await openDialog()
    await dialog().getByRole('button', { name: '15 min' }).click()
    await dialog()
      .getByLabel(/^Approve automatically/)
      .check()
    await token().fill(TOKEN)
    await token().press('Enter')
    expect(await newest()).toEqual({
      kind: 'arm',
      account: 'DU1234567',
      token: TOKEN,
      minutes: 15,
      typedAccount: null,
      heldMs: null,
      automaticApproval: true,
    })
    expect(await token().inputValue()).toBe('')
    engine.answer([])
    await dialog().waitFor({ state: 'detached' })
  })

  test('has automatic approval off each time, and forgets what was typed when it is closed', async () => {
    await openDialog()
    await dialog()
      .getByLabel(/^Approve automatically/)
      .check()
    await token().fill(TOKEN)
    await page.keyboard.press('Escape')
    await dialog().waitFor({ state: 'detached' })
    await openDialog()
    expect(
      await dialog()
        .getByLabel(/^Approve automatically/)
        .isChecked(),
    ).toBe(false)
    expect(await token().inputValue()).toBe('')
  })

  test('says a refusal in words and marks its gate', async () => {
    await openDialog()
    await token().fill(TOKEN)
    await token().press('Enter')
    await newest()
    const message = 'Fresh data: The newest quote of SPY is 48 s old. It opens with the next quote.'
    engine.answer({ code: 'gate-closed', message })
    await dialog().getByRole('alert').getByText(message).waitFor()
    expect(await dialog().locator('[data-gate="fresh-data"]').getAttribute('class')).toContain('shut')
  })

  test('sends nothing while a gate is shut, and says what opens it', async () => {
    const shut = gateOf('fresh-data', 'Fresh data', { says: 'It is 48 s old.', opens: 'It opens with the next quote.' })
    const gates = GATES.map((gate) => (gate.gate === shut.gate ? shut : gate))
    engine.show('arming', armingOf({ accounts: [{ id: 'DU1234567', class: 'paper', gates }] }))
    await openDialog()
    await dialog().getByText('It opens with the next quote.').waitFor()
    await token().fill(TOKEN)
    await token().press('Enter')
    expect(await dialog().getByRole('button', { name: 'Arm paper: 1 gate shut' }).getAttribute('aria-disabled')).toBe(
      'true',
    )
    expect(engine.commands).toEqual([])
  })

  test('counts down the lock of wrong tokens, and takes none meanwhile', async () => {
    engine.show('arming', armingOf({ lockedOut: 272_000 }))
    await openDialog()
    await dialog().getByText('locked for another 4:32').waitFor()
    await page.clock.runFor(1_250)
    await dialog().getByText('locked for another 4:31').waitFor()
    expect(await token().isDisabled()).toBe(true)
  })

  test('of several accounts arms the chosen one', async () => {
    const account = { class: 'paper', gates: [...GATES] } as const
    const accounts = ['DU1234567', 'DU7654321'].map((id) => ({ id, ...account, gates: [...GATES] }))
    engine.show('arming', armingOf({ accounts }))
    await openDialog()
    await dialog()
      .getByRole('radio', { name: /DU7654321/ })
      .check()
    await token().fill(TOKEN)
    await token().press('Enter')
    expect(await newest()).toMatchObject({ kind: 'arm', account: 'DU7654321' })
  })

  test('is of no use to a window that only watches, which says so', async () => {
    await openDialog()
    engine.setRole('viewer')
    await dialog().getByRole('button', { name: 'Arm paper: this window only watches' }).waitFor()
    await token().fill(TOKEN)
    await token().press('Enter')
    expect(engine.commands).toEqual([])
  })

  describe.each(['dark', 'light'] as const)('in the %s theme', (theme) => {
    test('can be used by everybody: axe finds nothing', async () => {
      const shut = gateOf('token', 'Order token', { says: 'There is none.', opens: 'Set one.' })
      engine.show('arming', armingOf({ accounts: [{ id: 'U1', class: 'real', gates: [...GATES, shut] }] }))
      await setTheme(page, theme)
      await openDialog()
      await page.clock.resume()
      expect(await violations(page, { within: '[role="dialog"]', theme })).toEqual([])
    })
  })
})

describe('real money', () => {
  const hold = () => dialog().getByRole('button', { name: 'Hold for one second to arm U7654321' })

  beforeEach(async () => {
    engine.show('arming', armingOf({ accounts: [{ id: 'U7654321', class: 'real', gates: [...GATES] }] }))
    await openDialog()
    await token().fill(TOKEN)
    await dialog().getByLabel('Type U7654321').fill('U7654321')
  })

  test('is not armed by Enter, nor by a button that is let go too soon', async () => {
    await token().press('Enter')
    await hold().hover()
    await page.mouse.down()
    await page.clock.runFor(900)
    await page.mouse.up()
    await page.clock.runFor(2_000)
    expect(engine.commands).toEqual([])
  })

  test('keeps the token while the account is not typed as it is', async () => {
    await dialog().getByLabel('Type U7654321').fill('U7654322')
    await hold().hover()
    await page.mouse.down()
    await page.clock.runFor(1_100)
    await page.mouse.up()
    await dialog().getByRole('alert').getByText('Type U7654321.').waitFor()
    expect(await token().inputValue()).toBe(TOKEN)
    expect(engine.commands).toEqual([])
  })

  test('is armed by a button that was held for a second', async () => {
    await hold().hover()
    await page.mouse.down()
    await page.clock.runFor(1_100)
    await page.mouse.up()
    const sent = await newest()
    expect(sent).toMatchObject({ kind: 'arm', account: 'U7654321', typedAccount: 'U7654321', token: TOKEN })
    expect(Reflect.get(sent, 'heldMs')).toBeGreaterThanOrEqual(1_000)
    expect(engine.commands).toHaveLength(1)
  })

  test('is armed by a key that was held for a second', async () => {
    await hold().focus()
    await page.keyboard.down('Space')
    await page.clock.runFor(500)
    expect(engine.commands).toEqual([])
    await page.clock.runFor(600)
    await page.keyboard.up('Space')
    expect(await newest()).toMatchObject({ kind: 'arm', account: 'U7654321' })
  })
})

test('armed for longer takes the token, and nothing else changes', async () => {
  const armed = { account: 'DU1234567', class: 'paper', left: 754_000, lifetime: 3_600_000, automaticApproval: false }
  engine.show('arming', armingOf({ armed: { ...armed, class: 'paper' } }))
  await openDialog()
  await dialog().getByText('12:34').waitFor()
  await token().fill(TOKEN)
  await token().press('Enter')
  expect(await newest()).toEqual({ kind: 'extend-arming', token: TOKEN, minutes: 60 })
  expect(await token().inputValue()).toBe('')
})

describe('a token of one’s own', () => {
  const shut = gateOf('token', 'Order token', { says: 'There is none.', opens: 'Set one.' })

  beforeEach(async () => {
    const gates = [shut]
    engine.show('arming', armingOf({ token: 'none', tokenFixed: null, gates, accounts: [] }))
    await openDialog()
    await dialog().getByRole('button', { name: 'Set a token…' }).first().click()
    await dialog().getByLabel('New token', { exact: true }).fill(TOKEN)
  })

  test('is typed twice, and the fields are empty whatever comes of it', async () => {
    await dialog().getByLabel('New token again').fill('another one')
    await page.keyboard.press('Enter')
    await dialog().getByRole('alert').getByText('not the same both times').waitFor()
    expect(await dialog().getByLabel('New token', { exact: true }).inputValue()).toBe('')
    expect(engine.commands).toEqual([])
  })

  test('is kept', async () => {
    await dialog().getByLabel('New token again').fill(TOKEN)
    await page.keyboard.press('Enter')
    expect(await newest()).toEqual({ kind: 'set-token', token: TOKEN, oldToken: null })
  })
})

describe('a live card', () => {
  test('names its account, and asks the broker for the margin on request only', async () => {
    engine.show('cards', { rows: [cardOf({ ref: orderRef('amd'), book: BOOK })] })
    const card = page.getByRole('article', { name: /AMD/ })
    await card.getByRole('button', { name: 'Send to DU1234567' }).waitFor()
    expect(engine.queries).toEqual([])
    await card.getByRole('button', { name: 'Margin?' }).click()
    expect(await until('query', () => engine.queries.at(-1) ?? null)).toEqual({ kind: 'margin', ref: 'amd' })
    engine.answer({
      margin: {
        initialBefore: 12_400,
        initialAfter: 14_884.2,
        maintenanceBefore: 11_020,
        maintenanceAfter: 13_254.5,
        netLiquidationAfter: 999_998,
        commission: 1.05,
      },
    })
    await card.getByText('+2,484').waitFor()
    expect(await card.locator('.margin-line').innerText()).toMatch(/maintenance\s*\+2,235[\s\S]*commission\s*1\.05/)
  })

  test('says in words why there is no margin', async () => {
    engine.show('cards', { rows: [cardOf({ ref: orderRef('amd'), book: BOOK })] })
    await page.getByRole('button', { name: 'Margin?' }).click()
    await until('query', () => engine.queries.at(-1) ?? null)
    engine.answer({ code: 'broker-refused', message: 'The broker takes one such question a minute.' })
    await page.getByText('The broker takes one such question a minute.').waitFor()
  })

  test('of the simulated book has no such button', async () => {
    engine.show('cards', { rows: [cardOf()] })
    await page.getByRole('article').waitFor()
    expect(await page.getByRole('button', { name: 'Margin?' }).count()).toBe(0)
  })
})

describe('what works and is held in an account', () => {
  test('stands under the account’s name and is closed in its own book, also from a window that only watches', async () => {
    engine.show('positions', { rows: [positionOf(), positionOf({ key: 'live', book: BOOK })] })
    engine.setRole('viewer')
    const live = page.getByRole('region', { name: 'DU1234567' })
    await live.getByRole('button', { name: 'Close NVDA' }).click()
    expect(await newest()).toEqual({ kind: 'close', book: BOOK, symbol: 'NVDA', limit: null })
  })

  test('a stop is tightened in place, and says why when it is not', async () => {
    const stop = orderOf('s', {
      book: BOOK,
      role: 'stop',
      action: 'SELL',
      pricing: { type: 'STP', stop: price(482.06) },
    })
    engine.show('orders', { rows: [stop] })
    await page.getByRole('tab', { name: /Orders/ }).click()
    await page.getByRole('button', { name: 'Change stop SELL NVDA' }).click()
    await page.getByRole('textbox', { name: 'Stop' }).press('Shift+ArrowUp')
    await page.keyboard.press('Enter')
    expect(await newest()).toEqual({ kind: 'modify', ref: 's', change: { stop: 482.16 } })
    engine.answer({ code: 'would-loosen', message: 'A stop is only ever tightened, they say.' })
    await page.getByRole('alert').getByText('A stop is only ever tightened, they say.').waitFor()
  })
})

describe('books and broker', () => {
  const [account] = AGREED.accounts

  async function openBooks(view: Partial<NonNullable<typeof account>>): Promise<void> {
    if (account === undefined) throw new Error('no account')
    engine.show('reconciliation', { accounts: [{ ...account, ...view }] })
    await until('dialog', async () => {
      await page.keyboard.press('g')
      await page.keyboard.press('b')
      return (await dialog().count()) > 0
    })
  }

  test('acknowledges exactly the difference that is shown', async () => {
    const difference = { id: 'net 0 100', kind: 'net', symbol: 'INTC', message: 'It holds 100.', acknowledged: false }
    await openBooks({ differences: [difference] })
    await dialog().getByRole('button', { name: 'Acknowledge: It holds 100.' }).click()
    expect(await newest()).toEqual({ kind: 'acknowledge', difference: 'net 0 100' })
  })

  test('closes what is not ours one by one, after a question, outside regular hours at a limit', async () => {
    await openBooks({ foreignPositions: [{ symbol: 'INTC', net: 100.5, own: 0, inTheWay: null }] })
    await dialog().getByRole('button', { name: 'Close INTC…' }).click()
    expect(engine.commands).toEqual([])
    await dialog().getByRole('button', { name: 'sell 100 INTC now' }).click()
    const asked = { kind: 'close-foreign', account: 'DU1234567', symbol: 'INTC' }
    expect(await newest()).toEqual({ ...asked, limit: null })
    engine.answer({ code: 'outside-hours', message: 'Give a limit.' })
    await dialog()
      .getByLabel(/^Outside regular hours/)
      .fill('38.40')
    await page.keyboard.press('Enter')
    await until('second command', () => engine.commands[1] ?? null)
    expect(engine.commands[1]).toEqual({ ...asked, limit: 38.4 })
  })

  test('offers nothing for shares that cannot be closed from here, nor for orders of others', async () => {
    await openBooks({
      foreignPositions: [{ symbol: 'TSLA', net: -20, own: -41, inTheWay: 'Our own position is open.' }],
      foreignOrders: [
        {
          permId: 1,
          symbol: 'MSFT',
          action: 'SELL',
          quantity: 40,
          filled: 0,
          pricing: { type: 'LMT', limit: price(374.5) },
          client: 0,
          status: 'Submitted',
        },
      ],
    })
    await dialog().getByText('Our own position is open.').waitFor()
    await dialog().getByText('placed in TWS').waitFor()
    expect(
      await dialog()
        .getByRole('button', { name: /^Close .*…|Cancel/ })
        .count(),
    ).toBe(0)
  })

  test('asks the broker now', async () => {
    await openBooks({})
    await dialog().getByRole('button', { name: 'Ask now' }).click()
    expect(await newest()).toEqual({ kind: 'reconcile' })
  })
})
