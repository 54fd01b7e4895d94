import { describe, expect, test } from 'vitest'
import type { AccountValues } from '../../../src-main/broker/reports.ts'
import { orderRef, ticker } from '../../../src-shared/domain/ids.ts'
import { MINUTE_MS, utcMs } from '../../../src-shared/domain/time.ts'
import { AAPL, ACCOUNT, DAY, entering, exiting, Harness, NVDA } from './harness.ts'

const armed = async (values: Partial<AccountValues> = {}): Promise<Harness> => {
  const harness = new Harness({ live: true })
  harness.broker.valuesChange = values
  await harness.begin()
  return harness
}

/** What an entry in a symbol is refused with; null when it is staged. */
function staged(harness: Harness, entry: ReturnType<typeof entering>): { code: string; message: string } | null {
  const before = harness.facts('entry-refused').length
  harness.decide(entry)
  const refused = harness.facts('entry-refused').slice(before)[0]
  return refused === undefined ? null : { code: refused.code, message: refused.message }
}

describe('day trades', () => {
  test('that are used up refuse an entry under 25,000 dollars, with the numbers', async () => {
    const harness = await armed({ netLiquidation: 20_000, dayTradesLeft: 0 })
    expect(staged(harness, entering(AAPL, 100))).toEqual({
      code: 'day-trades',
      message:
        'It would be day trade number 1, and 0 are left: the account is worth 20,000.00 dollars, less than 25,000.00.',
    })
  })

  test('count those to come: every open position is closed on its day', async () => {
    const harness = await armed({ netLiquidation: 24_999, dayTradesLeft: 1 })
    await harness.hold(entering(AAPL, 100), 100)
    expect(staged(harness, entering(NVDA, 200))).toMatchObject({ code: 'day-trades' })
  })

  test('hold nothing up from 25,000 dollars on, or where the broker counts none', async () => {
    expect(staged(await armed({ netLiquidation: 25_000, dayTradesLeft: 0 }), entering(AAPL, 100))).toBeNull()
    expect(staged(await armed({ netLiquidation: 20_000, dayTradesLeft: null }), entering(AAPL, 100))).toBeNull()
  })

  test('are looked at again at the door', async () => {
    const harness = await armed({ netLiquidation: 20_000, dayTradesLeft: 1 })
    harness.decide(entering(AAPL, 100))
    const { ref, revision } = harness.card()
    harness.broker.valuesChange = { netLiquidation: 20_000, dayTradesLeft: 0 }
    harness.command({ kind: 'reconcile' })
    await harness.flush()
    expect(harness.refusal({ kind: 'approve', ref, revision })?.code).toBe('day-trades')
    expect(harness.seen('submit')).toEqual([])
  })
})

describe('settled cash', () => {
  test('limits an account that has no margin', async () => {
    const cash = { cash: 500_000, buyingPower: 500_000, settledCash: 5_000 }
    expect(staged(await armed(cash), entering(AAPL, 100))).toEqual({
      code: 'settled-cash',
      message: "The order takes 9,909.90 dollars, and 5,000.00 dollars of the account's cash have settled.",
    })
  })

  test('limits none that buys on margin', async () => {
    expect(staged(await armed({ settledCash: 5_000 }), entering(AAPL, 100))).toBeNull()
  })
})

test('an account that is kept in another currency takes no entries', async () => {
  expect(staged(await armed({ currency: 'EUR' }), entering(AAPL, 100))).toEqual({
    code: 'base-currency',
    message: `Account ${ACCOUNT} is kept in EUR; every limit here is in dollars, so it takes no entries.`,
  })
})

describe('selling short', () => {
  const short = entering(AAPL, 100, { side: 'short' })

  test.each([
    ['no', 'not-shortable', 'No shares of AAPL can be borrowed to sell short.'],
    [
      'locate',
      'locate-needed',
      'Shares of AAPL have to be located before they can be sold short; ask the broker for them first.',
    ],
  ] as const)('shares that the broker calls "%s" is refused', async (shortable, code, message) => {
    const harness = await armed()
    harness.quote(AAPL, 100, { shortable })
    expect(staged(harness, short)).toEqual({ code, message })
  })

  test.each(['easy', null] as const)('shares that it calls "%s" is not', async (shortable) => {
    const harness = await armed()
    harness.quote(AAPL, 100, { shortable })
    expect(staged(harness, short)).toBeNull()
  })

  test('says nothing about buying', async () => {
    const harness = await armed()
    harness.quote(AAPL, 100, { shortable: 'no' })
    expect(staged(harness, entering(AAPL, 100))).toBeNull()
  })

  test('under the restriction goes at a limit above the bid only, from the moment the broker said so', async () => {
    const harness = await armed()
    const ref = await harness.enter(short)
    const words = 'Order rejected - reason: Short sale restriction (Rule 201) is in effect'
    harness.broker.reject(orderRef(ref), words)
    await harness.settle()
    expect(staged(harness, short)).toEqual({
      code: 'short-restricted',
      message:
        'AAPL is under the short-sale restriction: it may be sold short at a limit above the bid of 99.99 only, and this is at 99.90.',
    })
    harness.quote(AAPL, 99.85)
    expect(staged(harness, short)).toBeNull()
  })
})

describe('what is neither stock nor ETF', () => {
  test.each([
    ['EUR.USD', 'a currency pair'],
    ['BTC-USD', 'a crypto-currency'],
    ['AAPL 241220C00200000', 'an option'],
    ['ESZ4', 'a future'],
    ['^SPX', 'an index'],
  ])('is refused by name: %s', async (symbol, kind) => {
    const harness = await armed()
    const order = { kind: 'place', symbol, side: 'long', quantity: 1, limit: null, stop: null, target: null } as const
    expect(harness.refusal({ ...order, mode: 'live' })).toEqual({
      code: 'not-a-stock',
      message: `${symbol} is ${kind}: it can be looked up, but only stocks and ETFs can be ordered.`,
    })
  })
})

describe("the market's clock set back by an hour", () => {
  test('opens no entries again, and nothing that works lives longer', async () => {
    const harness = await armed()
    await harness.goTo(utcMs(DAY.close - 31 * MINUTE_MS))
    harness.quote(ticker('SPY'), 500)
    harness.quote(AAPL, 100)
    harness.decide(entering(AAPL, 100))
    const { ref, revision } = harness.card()
    await harness.goTo(utcMs(DAY.close - 29 * MINUTE_MS))
    expect(harness.orderState(ref)).toBe('expired')
    await harness.goTo(utcMs(DAY.close - 91 * MINUTE_MS))
    expect(staged(harness, entering(AAPL, 100))).toEqual({
      code: 'clock-went-back',
      message: "The market's clock has gone back by 3,720 s: no entries until it has caught up.",
    })
    expect(harness.refusal({ kind: 'approve', ref, revision })?.code).toBe('expired')
    expect(harness.seen('submit')).toEqual([])
  })

  test('holds no exit up', async () => {
    const harness = await armed()
    const ref = await harness.hold(entering(AAPL, 100), 100)
    await harness.goTo(utcMs(harness.clock.market - 20 * MINUTE_MS))
    harness.decide(exiting(AAPL, { kind: 'moveStop', price: 98.5 }))
    await harness.settle()
    expect(harness.order(`${ref}-S`)?.order.pricing).toMatchObject({ stop: 98.5 })
    harness.command({ kind: 'flatten' })
    await harness.settle()
    expect(harness.seen('reduce')).toHaveLength(1)
  })
})

describe("the operator's clock set back by an hour", () => {
  test('gives a card no more time than it had', async () => {
    const harness = await armed()
    harness.decide(entering(AAPL, 100))
    const { ref } = harness.card()
    harness.clock.wall -= 60 * MINUTE_MS
    await harness.pass(180_000)
    expect(harness.orderState(ref)).toBe('expired')
  })
})

describe('the margin of a card', () => {
  const margin = {
    ok: true,
    value: {
      initialMarginBefore: 0,
      initialMarginAfter: 5_000,
      maintenanceMarginBefore: 0,
      maintenanceMarginAfter: 2_500,
      netLiquidationAfter: 500_000,
      commission: 1,
    },
  } as const

  test('is what the broker says, and sends nothing', async () => {
    const harness = await armed()
    harness.broker.margin = margin
    harness.decide(entering(AAPL, 100))
    const facts = harness.events.length
    expect(await harness.desk.estimateMargin(harness.card().ref)).toEqual(margin)
    expect(harness.events).toHaveLength(facts)
    expect(harness.broker.seen).toEqual([])
  })

  test('of a dry run is never asked for', async () => {
    const harness = new Harness()
    harness.broker.margin = margin
    await harness.begin()
    harness.decide(entering(AAPL, 100))
    expect(await harness.desk.estimateMargin(harness.card().ref)).toMatchObject({
      ok: false,
      error: { code: 'margin-simulated' },
    })
  })

  test('of no card, or of one that the broker refuses, is said in words', async () => {
    const harness = await armed()
    expect(await harness.desk.estimateMargin('nobody')).toMatchObject({ ok: false, error: { code: 'unknown-order' } })
    harness.decide(entering(AAPL, 100))
    expect(await harness.desk.estimateMargin(harness.card().ref)).toEqual({
      ok: false,
      error: { code: 'broker-refused', message: 'The broker did not take it: the script has no margin.' },
    })
  })
})

describe('the breaker of an account', () => {
  test('disarms, ends entries, and stays tripped until the next session, over a restart too', async () => {
    const harness = await armed()
    harness.limits = { ...harness.limits, maxDailyLossDollars: 100 }
    await harness.hold(entering(AAPL, 100), 100)
    const working = await harness.enter(entering(NVDA, 200))
    harness.quote(AAPL, 98.5)
    harness.desk.passTime()
    await harness.settle()
    expect(harness.facts('breaker-tripped')).toMatchObject([{ profit: -149.5, limit: 100 }])
    expect(harness.desk.state).toMatchObject({ mode: 'dry-run', account: null })
    expect(harness.orderState(working)).toBe('cancelled')
    const second = harness.restart()
    second.desk.start()
    second.desk.startDay(DAY)
    await second.flush()
    second.arm()
    second.quote(ticker('SPY'), 500)
    second.quote(NVDA, 200)
    expect(staged(second, entering(NVDA, 200))).toMatchObject({ code: 'breaker-tripped' })
  })
})
