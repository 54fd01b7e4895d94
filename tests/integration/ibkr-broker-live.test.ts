import { afterEach, describe, expect, test } from 'vitest'
import { openProbeWay } from '../../src-main/broker/ibkr/probe/open-probe-way.ts'
import { calendarDisagreement } from '../../src-main/market/broker-hours.ts'
import { shortHoursFrom } from '../../src-main/simulator/tws-server/market/trading-hours.ts'
import { type Authorisation, REDEMPTION_REFUSALS } from '../../src-shared/domain/authorisation.ts'
import { accountId, orderRef, ticker } from '../../src-shared/domain/ids.ts'
import { price } from '../../src-shared/domain/price.ts'
import { AAPL, ACCOUNT, GatewayFloor, MONDAY, OTHER_ACCOUNT, stepAt } from '../support/ibkr-broker/gateway-floor.ts'
import { request, stopOf, targetOf } from '../unit/broker/requests.ts'

const floors: GatewayFloor[] = []
const openFloor = async (...args: Parameters<typeof GatewayFloor.open>): Promise<GatewayFloor> => {
  const floor = await GatewayFloor.open(...args)
  floors.push(floor)
  return floor
}
afterEach(async () => {
  for (const floor of floors.splice(0)) await floor.close()
})

const bracketOn = (account: typeof ACCOUNT) => {
  const entry = request({ account, book: { kind: 'account', account } })
  return { kind: 'bracket', entry, children: [stopOf(entry), targetOf(entry)] } as const
}

describe('a broker for live use', () => {
  test('puts every order of a bracket, and every close, on the account that it was made for', async () => {
    const floor = await openFloor()
    const { broker, submit, settled } = await floor.connect()
    expect(submit(bracketOn(OTHER_ACCOUNT)).ok).toBe(true)
    await settled()
    floor.gateway.take(stepAt(2, 100))
    await settled()
    const working = floor.gateway.exchange.openOrders()
    expect(working).toHaveLength(2)
    expect(new Set(working.map(({ account }) => account))).toEqual(new Set([OTHER_ACCOUNT]))
    const held = await broker.positions()
    expect(held).toMatchObject({ ok: true, value: [{ account: OTHER_ACCOUNT, shares: 100 }] })
    const close = { ...request({ ref: orderRef('close-1'), account: ACCOUNT, action: 'SELL' }), role: 'close' } as const
    expect(broker.reduce(close)).toMatchObject({ ok: false, error: { code: 'not-a-reduction' } })
  })

  test('lets no stop work outside regular hours, neither of an entry nor by itself, and uses no authorisation up', async () => {
    const floor = await openFloor()
    const { broker, submit, settled, gate } = await floor.connect()
    const entry = request()
    const outside = { kind: 'bracket', entry, children: [stopOf(entry, { outsideRegularHours: true })] } as const
    expect(submit(outside)).toMatchObject({ ok: false, error: { code: 'bad-order' } })
    expect(gate.redeemed).toEqual([])
    expect(submit({ kind: 'bracket', entry, children: [] }).ok).toBe(true)
    await settled()
    floor.gateway.take(stepAt(2, 100))
    await settled()
    const alone = { ...stopOf(entry), parent: null, role: 'stop' } as const
    expect(broker.reduce({ ...alone, outsideRegularHours: true })).toMatchObject({ error: { code: 'bad-order' } })
    expect(broker.reduce(alone).ok).toBe(true)
  })

  test('takes no entry in a class share under a name that IBKR does not list positions by', async () => {
    const floor = await openFloor({ symbols: [{ symbol: AAPL }, { symbol: ticker('BRK B') }] })
    const { submit, gate } = await floor.connect()
    const entry = request({ symbol: ticker('BRK.B'), pricing: { type: 'LMT', limit: price(90) } })
    const refused = submit({ kind: 'bracket', entry, children: [] })
    expect(refused).toMatchObject({ ok: false, error: { message: expect.stringContaining('"BRK B"') } })
    expect(gate.redeemed).toEqual([])
  })

  test('knows its accounts while only market data is missing, and names none while IBKR is away', async () => {
    const floor = await openFloor()
    const { broker, whenState } = await floor.connect()
    floor.gateway.notice(2103, 'Market data farm connection is broken:usfarm')
    await whenState('degraded')
    expect(broker.accounts()).toEqual([ACCOUNT, OTHER_ACCOUNT])
    floor.gateway.notice(2104, 'Market data farm connection is OK:usfarm')
    await whenState('ready')
    floor.gateway.notice(1100, 'Connectivity between IBKR and TWS has been lost.')
    await whenState('degraded')
    expect(broker.accounts()).toEqual([])
  })
})

const CLOSED = { ok: false, error: { code: 'not-ours', message: REDEMPTION_REFUSALS['not-ours'] } } as const

test('the orders of the probe leave by the same door: without its authorisation no byte of them does', async () => {
  const floor = await openFloor()
  const way = openProbeWay({
    ...{ host: '127.0.0.1', port: floor.address, client: 5, account: null, symbol: AAPL, redeem: () => CLOSED },
    marketTime: { now: () => floor.gateway.exchange.now, at: () => () => {} },
    onMessage: () => {},
    onQuote: () => {},
  })
  try {
    expect(await way.ready(20_000, 'one')).toBe(true)
    const kinds: string[] = []
    floor.gateway.intercept({
      incoming(_session, fields, pass) {
        kinds.push(fields[0] ?? '')
        pass(fields)
      },
    })
    const authorisation = Object.freeze({}) as Authorisation
    const entry = request({ pricing: { type: 'LMT', limit: price(90) } })
    const elsewhere = {
      ...entry,
      account: accountId('U1'),
      book: { kind: 'account', account: accountId('U1') },
    } as const
    for (const order of [entry, elsewhere]) {
      expect(way.raw.placeHeld(order, [stopOf(order)], authorisation).ok).toBe(false)
      expect(way.raw.placeUnder(1, order, authorisation).ok).toBe(false)
    }
    expect(way.broker.submit({ kind: 'bracket', entry, children: [] }, authorisation).ok).toBe(false)
    await way.time()
    // 3 places an order, 49 asks for the time.
    expect(kinds).toContain('49')
    expect(kinds).not.toContain('3')
  } finally {
    way.close()
  }
})

describe('trading hours over the wire', () => {
  async function disagreement(options: Parameters<typeof GatewayFloor.open>[0]): Promise<string | null> {
    const floor = await openFloor(options)
    const way = openProbeWay({
      ...{ host: '127.0.0.1', port: floor.address, client: 5, account: null, symbol: AAPL, redeem: () => CLOSED },
      marketTime: { now: () => floor.gateway.exchange.now, at: () => () => {} },
      onMessage: () => {},
      onQuote: () => {},
    })
    try {
      expect(await way.ready(20_000, 'one')).toBe(true)
      const contract = await way.contract()
      if (!contract.ok) throw new Error(contract.error)
      return calendarDisagreement(MONDAY, contract.value)
    } finally {
      way.close()
    }
  }

  test('agree with the calendar in the words of newer and of older versions', async () => {
    expect(await disagreement({})).toBeNull()
    expect(await disagreement({ hours: shortHoursFrom })).toBeNull()
  })

  test('are not known when they are garbage, and differ when the broker closes early', async () => {
    const early = `${MONDAY.date.replaceAll('-', '')}:0930-1300`
    expect(await disagreement({ hours: () => ({ tradingHours: 'x', liquidHours: 'x' }) })).toContain('has not told')
    expect(await disagreement({ hours: () => ({ tradingHours: '', liquidHours: early }) })).toContain('09:30 to 13:00')
  })
})
