import { describe, expect, test } from 'vitest'
import type { Refusal } from '../../../src-main/trading/risk/refusals.ts'
import type { Ticker } from '../../../src-shared/domain/ids.ts'
import { ticker } from '../../../src-shared/domain/ids.ts'
import { MARKET_SYMBOL } from '../../../src-shared/domain/instrument.ts'
import type { RiskLimits } from '../../../src-shared/domain/limits.ts'
import { AAPL, atMinute, DATE, entering, Harness, NVDA } from './harness.ts'

const fresh = async (limits: Partial<RiskLimits> = {}, cash?: number): Promise<Harness> => {
  const harness = new Harness({ limits, ...(cash === undefined ? {} : { cash }) })
  await harness.begin()
  return harness
}

/** Why a decision to enter is not staged. */
function staging(harness: Harness, symbol: Ticker = AAPL, side: 'long' | 'short' = 'long'): Refusal | null {
  const before = harness.facts('entry-refused').length
  harness.decide(entering(symbol, symbol === NVDA ? 200 : 100, { side }))
  const refused = harness.facts('entry-refused').slice(before)[0]
  return refused === undefined ? null : { code: refused.code, message: refused.message }
}

/** Why the waiting order does not go out. */
function door(harness: Harness): Refusal | null {
  const { ref, revision } = harness.card()
  return harness.refusal({ kind: 'approve', ref, revision })
}

/** A refusal at staging, and at the door when the limit changes meanwhile. */
async function bothWays(limits: Partial<RiskLimits>, cash?: number): Promise<readonly (Refusal | null)[]> {
  const strict = await fresh(limits, cash)
  const atStaging = staging(strict)
  const changed = await fresh({}, cash)
  changed.decide(entering(AAPL, 100))
  changed.limits = { ...changed.limits, ...limits }
  changed.desk.limitsChanged()
  const atTheDoor = door(changed)
  expect(changed.broker.seen).toEqual([])
  return [atStaging, atTheDoor]
}

describe('at staging and again at the door', () => {
  test.each<[string, Partial<RiskLimits>, string, string]>([
    [
      'gross exposure',
      { maxGrossExposureDollars: 5_000 },
      'gross-exposure',
      'All positions and working entries would be worth 9,909.90 dollars; the limit is 5,000.00.',
    ],
    ['open positions', { maxOpenPositions: 0 }, 'open-positions', 'It would be position number 1; the limit is 0.'],
    [
      'entries a minute',
      { maxEntriesPerMinute: 0 },
      'entries-a-minute',
      'It would be entry number 1 within a minute; the limit is 0.',
    ],
    [
      'leverage',
      { maxLeverage: 0.01 },
      'leverage',
      'Gross exposure would be 0.0198 times the account; the limit is 0.01.',
    ],
    [
      'margin use',
      { maxMarginUse: 0.005 },
      'margin-use',
      'Margin would take 0.991 % of the account; the limit is 0.5 %.',
    ],
    ['the allow-list', { allowedSymbols: [NVDA] }, 'symbol-not-allowed', 'AAPL is not on the list of allowed symbols.'],
  ])('%s is refused with its numbers', async (_, limits, code, message) => {
    expect(await bothWays(limits)).toEqual([
      { code, message },
      { code, message },
    ])
  })

  test('the position limit clamps at staging and refuses at the door', async () => {
    const harness = await fresh({ maxPositionDollars: 5_000 })
    harness.decide(entering(AAPL, 100))
    expect(harness.card().plan.quantity).toBe(49)
    harness.limits = { ...harness.limits, maxPositionDollars: 4_000 }
    expect(door(harness)).toEqual({
      code: 'position-dollars',
      message: 'The position would be worth 4,904.90 dollars; the limit is 4,000.00.',
    })
  })

  test('buying power clamps at staging and refuses at the door', async () => {
    const harness = await fresh({
      maxLeverage: 100,
      maxMarginUse: 1,
      maxPositionDollars: 1e6,
      maxGrossExposureDollars: 1e6,
    })
    harness.decide(entering(AAPL, 100, { size: 1 }))
    expect(harness.card().plan.quantity).toBe(4_995)
    harness.desk.view.venues[0]!.watch.values = { ...harness.desk.view.venues[0]!.watch.values!, buyingPower: 1_000 }
    expect(door(harness)).toMatchObject({
      code: 'buying-power',
      message: /takes 499,999.50 dollars.* there are 1,000.00/,
    })
  })

  test('shorting is off until it is switched on', async () => {
    const harness = await fresh({ allowShorting: false })
    expect(staging(harness, AAPL, 'short')).toEqual({
      code: 'shorting-off',
      message: 'Shorting is switched off, and this would sell AAPL short.',
    })
    expect(staging(harness, AAPL, 'long')).toBeNull()
  })

  test('entries count in market time, and those of the last minute only', async () => {
    const harness = await fresh({ maxEntriesPerMinute: 1 })
    harness.approve(entering(AAPL, 100))
    expect(staging(harness, NVDA)).toMatchObject({ code: 'entries-a-minute' })
    await harness.goTo(atMinute(DATE, 10, 1))
    expect(staging(harness, NVDA)).toBeNull()
  })

  test('working entries count as if they were filled', async () => {
    const harness = await fresh({ maxGrossExposureDollars: 15_000 })
    harness.approve(entering(AAPL, 100))
    expect(staging(harness, NVDA)).toMatchObject({ code: 'gross-exposure' })
  })

  test('a position, a working entry or a waiting one in the symbol is enough', async () => {
    const harness = await fresh()
    harness.decide(entering(AAPL, 100))
    expect(staging(harness)).toMatchObject({ code: 'entry-waiting' })
    const { ref, revision } = harness.card()
    harness.command({ kind: 'approve', ref, revision })
    expect(staging(harness)).toMatchObject({ code: 'entry-working' })
    await harness.settle()
    harness.broker.fill(ref, 1_000, 100)
    await harness.settle()
    expect(staging(harness)).toMatchObject({ code: 'position-open', message: 'A position in AAPL is open.' })
  })

  test('an instrument that is none of the session has no tick', async () => {
    expect(staging(await fresh(), ticker('NONE'))).toMatchObject({ code: 'no-tick' })
  })

  test('nothing is staged before the account is known', async () => {
    const harness = new Harness()
    harness.broker.queries = 'fail'
    await harness.begin()
    expect(staging(harness)).toMatchObject({ code: 'net-unknown' })
  })
})

describe('prices', () => {
  test('further than 1 % from the last trade are refused with how far', async () => {
    const harness = await fresh()
    harness.quote(AAPL, 104)
    expect(staging(harness)).toEqual({
      code: 'collar',
      message: 'The limit 100.10 lies 3.75 % from the last trade at 104.00; the collar is 1 %.',
    })
    harness.quote(AAPL, 100)
    harness.decide(entering(AAPL, 100))
    harness.quote(AAPL, 102)
    expect(door(harness)).toMatchObject({ code: 'collar' })
  })
})

describe('data', () => {
  test('that nobody has seen is none', async () => {
    expect(staging(await fresh(), ticker('XOM'))).toEqual({
      code: 'no-quote',
      message: 'There is no quote of XOM yet.',
    })
  })

  test('that is delayed, frozen, crossed or halted takes no entry', async () => {
    const harness = await fresh()
    harness.quote(AAPL, 100, { quality: 'delayed' })
    expect(staging(harness)).toEqual({ code: 'not-live-data', message: 'The data of AAPL is delayed, not live.' })
    harness.quote(AAPL, 100, { bid: 100.02, ask: 100.01 })
    expect(staging(harness)).toEqual({
      code: 'crossed-quote',
      message: 'The quote of AAPL cannot be priced on: bid 100.02, ask 100.01.',
    })
    harness.quote(AAPL, 100, { ask: null })
    expect(staging(harness)).toMatchObject({ code: 'crossed-quote', message: /ask none/ })
    harness.quote(AAPL, 100, { halted: true })
    expect(staging(harness)).toEqual({ code: 'symbol-halted', message: 'AAPL is halted: no entries.' })
    harness.quote(AAPL, 100)
    expect(staging(harness)).toBeNull()
  })

  test('is stale after 15 seconds without a quote while SPY ticks', async () => {
    const harness = await fresh()
    await harness.pass(15_000)
    harness.quote(MARKET_SYMBOL, 500)
    expect(staging(harness)).toBeNull()
    harness.command({ kind: 'decline-all' })
    await harness.pass(1_500)
    harness.quote(MARKET_SYMBOL, 500)
    expect(staging(harness)).toEqual({
      code: 'stale-quote',
      message: 'The quote of AAPL is 17 s old; more than 15 s is stale.',
    })
  })

  test('of a symbol that ticks rarely is stale after ten of its median gaps', async () => {
    const harness = await fresh()
    for (let tick = 0; tick < 7; tick++) {
      await harness.pass(4_000)
      harness.quote(AAPL, 100)
    }
    await harness.pass(39_000)
    harness.quote(MARKET_SYMBOL, 500)
    expect(staging(harness)).toBeNull()
    harness.command({ kind: 'decline-all' })
    await harness.pass(2_000)
    harness.quote(MARKET_SYMBOL, 500)
    expect(staging(harness)).toMatchObject({ code: 'stale-quote', message: /41 s old; more than 40 s/ })
  })

  test('is not stale when the whole market stands still, as in a pause', async () => {
    const harness = await fresh()
    await harness.pass(100_000, 0)
    expect(staging(harness)).toBeNull()
  })

  test('is lost when the feed or its heartbeat is', async () => {
    const harness = await fresh()
    harness.decide(entering(AAPL, 100))
    harness.desk.setFeedLost('the socket was closed.')
    expect(door(harness)).toEqual({ code: 'feed-lost', message: 'Market data is lost: the socket was closed.' })
    harness.desk.setFeedLost(null)
    expect(door(harness)).toBeNull()
  })

  test('is looked at anew at the door', async () => {
    const harness = await fresh()
    harness.decide(entering(AAPL, 100))
    await harness.pass(20_000)
    harness.quote(MARKET_SYMBOL, 500)
    expect(door(harness)).toMatchObject({ code: 'stale-quote' })
    expect(harness.waiting()).toHaveLength(1)
    harness.quote(AAPL, 100)
    expect(door(harness)).toBeNull()
  })
})

describe('the session', () => {
  test('has to be under way', async () => {
    const harness = new Harness({ at: atMinute(DATE, 9, 20) })
    harness.desk.start()
    await harness.flush()
    expect(staging(harness)).toEqual({ code: 'no-session', message: 'There is no regular session under way.' })
    await harness.begin()
    expect(staging(harness)).toMatchObject({ code: 'no-session' })
  })

  test('takes no entries in its last half hour', async () => {
    const harness = await fresh()
    await harness.goTo(atMinute(DATE, 15, 30))
    expect(staging(harness)).toEqual({
      code: 'past-cut-off',
      message: 'The last 30 minutes of the session have begun: no new entries.',
    })
  })

  test('takes none while the broker is not ready', async () => {
    const harness = await fresh()
    harness.broker.setConnection({ state: 'degraded', reason: 'IBKR has lost its servers.' })
    expect(staging(harness)).toEqual({
      code: 'not-connected',
      message: 'The broker is not ready: IBKR has lost its servers.',
    })
  })

  test('takes none while trading is reducing or halted, and what had been authorised is withdrawn', async () => {
    const harness = await fresh()
    harness.decide(entering(AAPL, 100))
    const { ref, revision } = harness.card()
    harness.command({ kind: 'set-trading-state', state: 'reducing' })
    expect(harness.refusal({ kind: 'approve', ref, revision })).toEqual({
      code: 'trading-state',
      message: 'Trading is reducing: no order that adds exposure goes out.',
    })
    expect(staging(harness, NVDA)).toMatchObject({ code: 'trading-state' })
  })
})

describe('an order by hand', () => {
  const byHand = (quantity: number) =>
    ({ kind: 'stage', symbol: 'AAPL', side: 'long', quantity, limit: 100, stop: 98, target: 104 }) as const

  test('may have 100 shares', async () => {
    const harness = await fresh({ maxPositionDollars: 1e6 })
    harness.decide(entering(NVDA, 200))
    expect(harness.refusal(byHand(101))).toMatchObject({ code: 'hand-shares' })
    harness.desk.view.quotes.setLost(null)
    expect(harness.refusal(byHand(100))).toMatchObject({ code: 'no-range' })
  })

  test('waits like any other, managed by the range of the newest decision', async () => {
    const harness = await fresh()
    harness.decide({ ...entering(AAPL, 100, { atr: 1.5 }), action: { kind: 'hold', why: 'few-agree' } })
    const answer = harness.command(byHand(50))
    expect(answer.ok).toBe(true)
    expect(harness.card()).toMatchObject({
      origin: 'hand',
      atr: 1.5,
      barStart: null,
      plan: { quantity: 50, limit: 100 },
    })
    expect(harness.broker.seen).toEqual([])
    harness.decide(entering(NVDA, 200, { at: atMinute(DATE, 10, 5) }))
    expect(harness.waiting()).toHaveLength(2)
  })
})
