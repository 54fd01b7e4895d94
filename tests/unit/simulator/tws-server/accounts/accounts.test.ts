import { describe, expect, test } from 'vitest'
import { AAPL, ACCOUNT, OTHER_ACCOUNT, TUESDAY } from '../../exchange/trading-floor.ts'
import { GatewayFloor, type TestClient } from '../orders/gateway-floor.ts'

const summary = (client: TestClient, tags: readonly string[], id = 5): void =>
  client.ask({ kind: 'account-summary', id, group: ACCOUNT, tags })

/** Figures of messages 63 or 6 as `key currency`: value. */
function figures(client: TestClient, message: number): Record<string, string> {
  const named: Record<string, string> = {}
  for (const fields of client.frames.splice(0)) {
    if (fields[0] !== message) continue
    const [key, value, currency] = message === 63 ? fields.slice(4) : fields.slice(2)
    named[`${key}${currency === '' ? '' : ` ${currency}`}`] = String(value)
  }
  return named
}

/** 100 AAPL bought at 100.01, which now trade at 101.50; 40 of them sold at 101.49. */
function traded(): { floor: GatewayFloor; client: TestClient } {
  const floor = new GatewayFloor()
  const client = floor.connect(1)
  client.place(1)
  floor.market.step(101.5)
  client.place(2, { action: 'SELL', quantity: 40 })
  client.frames.splice(0)
  return { floor, client }
}

describe('an account summary', () => {
  test('has the exchange’s own figures to the cent', () => {
    const { client } = traded()
    summary(client, ['All'])
    // Bought for 10,001.00 and 1.00, sold for 4,059.60 and 1.00: 94,056.60 in cash and 60 shares at 101.50.
    expect(figures(client, 63)).toMatchObject({
      AccountType: 'INDIVIDUAL',
      'NetLiquidation USD': '100146.60',
      'TotalCashValue USD': '94056.60',
      'SettledCash USD': '89997.00',
      'GrossPositionValue USD': '6090.00',
      'EquityWithLoanValue USD': '100146.60',
      'InitMarginReq USD': '3045.00',
      'MaintMarginReq USD': '1522.50',
      'AvailableFunds USD': '97101.60',
      'ExcessLiquidity USD': '98624.10',
      'BuyingPower USD': '194203.20',
      Cushion: '0.984797',
      'Leverage-S': '0.06',
      DayTradesRemaining: '-1',
      // 60 shares cost 60 × 100.01 and 0.60 of the commission.
      'UnrealizedPnL BASE': '88.80',
      // 40 × 1.48 less 0.40 for buying and 1.00 for selling them.
      'RealizedPnL BASE': '57.80',
    })
  })

  test('has the tags that are asked for, and its end', () => {
    const client = new GatewayFloor().connect(1)
    summary(client, ['NetLiquidation', 'Cushion', 'NoSuchTag'])
    expect(client.heard()).toEqual([
      `63 1 5 ${ACCOUNT} NetLiquidation 100000.00 USD`,
      `63 1 5 ${ACCOUNT} Cushion 1.000000 `,
      '64 1 5',
    ])
  })

  test.each([
    ['$LEDGER', ['BASE']],
    ['$LEDGER:USD', ['USD']],
    ['$LEDGER:ALL', ['BASE', 'USD']],
  ])('has the ledger by currency for %s', (tag, currencies) => {
    const client = new GatewayFloor().connect(1)
    summary(client, [tag])
    const cash = client.heard().filter((line) => line.includes('CashBalance') && !line.includes('Total'))
    expect(cash).toEqual(currencies.map((currency) => `63 1 5 ${ACCOUNT} CashBalance 100000.00 ${currency}`))
  })

  test('is of all accounts for the group All', () => {
    const client = new GatewayFloor().connect(1)
    client.ask({ kind: 'account-summary', id: 5, group: 'All', tags: ['NetLiquidation'] })
    expect(client.heard()).toHaveLength(3)
  })

  test('is sent anew after three minutes of market time, what has changed alone', () => {
    const { floor, client } = traded()
    summary(client, ['NetLiquidation', 'TotalCashValue'])
    client.heard()
    floor.market.step(102)
    expect(client.heard()).toEqual([])
    for (let step = 0; step < 36; step++) floor.market.step(102)
    expect(client.heard()).toEqual([`63 1 5 ${ACCOUNT} NetLiquidation 100176.60 USD`])
  })

  test('ends with its cancel and with its connection', () => {
    const { floor, client } = traded()
    summary(client, ['NetLiquidation'])
    client.ask({ kind: 'cancel-account-summary', id: 5 })
    summary(client, ['NetLiquidation'])
    client.close()
    client.heard()
    for (let step = 0; step < 40; step++) floor.market.step(105)
    expect(client.heard()).toEqual([])
  })

  test('is refused of an unknown group, under an id in use, and as a third', () => {
    const client = new GatewayFloor().connect(1)
    client.ask({ kind: 'account-summary', id: 4, group: 'family', tags: [] })
    for (const id of [5, 5, 6, 7]) summary(client, [], id)
    expect(client.heard()).toEqual(['4 #4 321', '64 1 5', '4 #5 322', '64 1 6', '4 #7 322'])
  })
})

describe('account updates', () => {
  const subscribe = (client: TestClient, account: string = ACCOUNT, on = true): void =>
    client.ask({ kind: 'account-updates', subscribe: on, account })

  test('begin with figures, positions and the time, and an end', () => {
    const { client } = traded()
    subscribe(client)
    const frames = client.frames
    expect(frames.at(-1)).toEqual([54, 1, ACCOUNT])
    expect(frames.at(-2)).toEqual([8, 1, '09:30'])
    const [row] = frames.filter(([message]) => message === 7)
    // Shares, price, value, average cost, unrealised, realised, account.
    expect(row?.slice(-7)).toEqual([60, 101.5, 6_090, 100.02, 88.8, 57.8, ACCOUNT])
    expect(figures(client, 6)).toMatchObject({ AccountCode: ACCOUNT, 'NetLiquidation USD': '100146.60' })
  })

  test('come with every trade, what has changed alone', () => {
    const { client } = traded()
    subscribe(client)
    client.frames.splice(0)
    client.place(3, { action: 'SELL', quantity: 60 })
    const messages = client.frames.filter(([message]) => message === 6 || message === 7 || message === 8)
    expect(messages.map((fields) => fields.slice(0, 3))).toContainEqual([6, 2, 'GrossPositionValue'])
    expect(messages.map((fields) => fields.slice(0, 3))).not.toContainEqual([6, 2, 'AccountType'])
    expect(messages.filter(([message]) => message === 7).map((fields) => fields.at(-7))).toEqual([0])
  })

  test('come every three minutes of market time otherwise', () => {
    const { floor, client } = traded()
    subscribe(client)
    client.frames.splice(0)
    for (let step = 0; step < 35; step++) floor.market.step(103)
    expect(client.frames).toEqual([])
    floor.market.step(103)
    expect(figures(client, 6)).toMatchObject({ 'NetLiquidation USD': '100236.60' })
  })

  test('are of one account at a time: another takes its place, with a notice', () => {
    const { floor, client } = traded()
    subscribe(client)
    client.frames.splice(0)
    subscribe(client, OTHER_ACCOUNT)
    expect(client.codes(-1)).toEqual([2100])
    floor.connect(2).place(1)
    expect(client.frames).toEqual([])
  })

  test('end when they are no longer wanted', () => {
    const { client } = traded()
    subscribe(client)
    subscribe(client, ACCOUNT, false)
    client.frames.splice(0)
    client.place(3)
    expect(client.frames.filter(([message]) => message === 6)).toEqual([])
  })

  test('of several requests at once have their own ids, with or without the ledger alone', () => {
    const client = new GatewayFloor().connect(1)
    client.ask({ kind: 'account-updates-multi', id: 8, account: ACCOUNT, model: '', ledgerAndNlv: true })
    const frames = client.frames.splice(0)
    expect(frames.at(-1)).toEqual([74, 1, 8])
    expect(frames.map((fields) => fields[5])).not.toContain('BuyingPower')
    client.ask({ kind: 'account-updates-multi', id: 8, account: ACCOUNT, model: '', ledgerAndNlv: false })
    client.ask({ kind: 'cancel-account-updates-multi', id: 8 })
    client.ask({ kind: 'account-updates-multi', id: 8, account: ACCOUNT, model: '', ledgerAndNlv: false })
    expect(client.frames[0]).toContain(322)
    expect(client.frames.map((fields) => fields[5])).toContain('BuyingPower')
  })
})

describe('positions', () => {
  test('are those of all accounts, then their changes, down to nothing', () => {
    const { client } = traded()
    client.ask({ kind: 'positions' })
    const first = client.frames.splice(0)
    expect(first.map((fields) => [fields[0], ...fields.slice(-2)])).toEqual([
      [61, 60, 100.02],
      [62, 62, 1],
    ])
    client.place(3, { action: 'SELL', quantity: 60 })
    const changes = client.frames.filter(([message]) => message === 61)
    expect(changes.map((fields) => fields.slice(-2))).toEqual([[0, 0]])
  })

  test('are no longer told of after their cancel', () => {
    const { client } = traded()
    client.ask({ kind: 'positions' })
    client.ask({ kind: 'cancel-positions' })
    client.frames.splice(0)
    client.place(3)
    expect(client.frames.filter(([message]) => message === 61)).toEqual([])
  })

  test('of one account come under the request’s id', () => {
    const { client } = traded()
    client.ask({ kind: 'positions-multi', id: 9, account: ACCOUNT, model: '' })
    expect(client.frames.splice(0).map((fields) => fields.slice(0, 4))).toEqual([
      [71, 1, 9, ACCOUNT],
      [72, 1, 9],
    ])
    client.place(3)
    expect(client.frames.filter(([message]) => message === 71)).toHaveLength(1)
  })
})

describe('profits', () => {
  test('of an account: the day’s, open and taken, as the books have them', () => {
    const { client } = traded()
    client.ask({ kind: 'pnl', id: 3, account: ACCOUNT, model: '' })
    expect(client.frames).toEqual([[94, 3, 146.6, 88.8, 57.8]])
  })

  test('of a position, with its size and value', () => {
    const { floor, client } = traded()
    client.ask({ kind: 'pnl-single', id: 4, account: ACCOUNT, model: '', conId: floor.contracts.of(AAPL).conId })
    expect(client.frames).toEqual([[95, 4, 60, 146.6, 88.8, 57.8, 6_090]])
  })

  test('come when they change, at most once a second of market time', () => {
    const { floor, client } = traded()
    client.ask({ kind: 'pnl', id: 3, account: ACCOUNT, model: '' })
    client.frames.splice(0)
    floor.market.step(101.5)
    expect(client.frames).toEqual([])
    floor.market.step(102)
    expect(client.frames.splice(0)).toEqual([[94, 3, 176.6, 118.8, 57.8]])
    client.ask({ kind: 'cancel-pnl', id: 3 })
    floor.market.step(103)
    expect(client.frames).toEqual([])
  })

  test('of a contract that nobody knows are silence', () => {
    const { floor, client } = traded()
    client.ask({ kind: 'pnl-single', id: 4, account: ACCOUNT, model: '', conId: 12_345 })
    floor.market.step(102)
    expect(client.frames).toEqual([])
  })

  test('of the day begin anew with the next session', () => {
    const { floor, client } = traded()
    floor.market.close()
    floor.market.open(TUESDAY)
    floor.market.time = TUESDAY.open
    floor.market.step(102)
    client.ask({ kind: 'pnl', id: 3, account: ACCOUNT, model: '' })
    expect(client.frames).toEqual([[94, 3, 30, 118.8, 0]])
  })
})

describe('requests about accounts that cannot be answered', () => {
  test.each([
    ['updates', { kind: 'account-updates', subscribe: true, account: 'DU9' } as const, -1],
    [
      'updates of several',
      { kind: 'account-updates-multi', id: 1, account: 'DU9', model: '', ledgerAndNlv: false } as const,
      1,
    ],
    ['positions', { kind: 'positions-multi', id: 1, account: 'DU9', model: '' } as const, 1],
    ['profits', { kind: 'pnl', id: 1, account: 'DU9', model: '' } as const, 1],
    ['profits of a position', { kind: 'pnl-single', id: 1, account: 'DU9', model: '', conId: 1 } as const, 1],
  ])('are refused by name: %s of an unknown account', (_, request, id) => {
    const client = new GatewayFloor().connect(1)
    client.ask(request)
    expect(client.heard()).toEqual([`4 #${id} 321`])
  })

  test('are harmless: cancels of what was never asked for', () => {
    const client = new GatewayFloor().connect(1)
    client.ask({ kind: 'cancel-pnl', id: 1 })
    client.ask({ kind: 'cancel-pnl-single', id: 1 })
    client.ask({ kind: 'cancel-positions' })
    client.ask({ kind: 'cancel-positions-multi', id: 1 })
    client.ask({ kind: 'cancel-account-summary', id: 1 })
    client.ask({ kind: 'cancel-account-updates-multi', id: 1 })
    expect(client.frames).toEqual([])
  })
})
