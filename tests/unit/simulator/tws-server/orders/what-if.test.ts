import { describe, expect, test } from 'vitest'
import { GatewayFloor } from './gateway-floor.ts'

/** Behind the status of an open order: margins before, change and after, three figures each, then the commission. */
function figures(fields: readonly unknown[]): unknown[] {
  const status = fields.indexOf('PreSubmitted')
  return fields.slice(status + 1, status + 14)
}

describe('a what-if', () => {
  test('tells margin and commission to the cent, and sends nothing', () => {
    const floor = new GatewayFloor()
    const client = floor.connect(1)
    client.place(1, { whatIf: true, type: 'LMT', limitPrice: 100 })
    expect(client.frames).toHaveLength(1)
    const [answer] = client.frames.splice(0)
    expect(figures(answer!)).toEqual([
      ...[0, 0, 100_000],
      ...[5_000, 2_500, -1],
      ...[5_000, 2_500, 99_999],
      ...[1, 1, 1, 'USD'],
    ])
    expect(floor.market.exchange.openOrders()).toEqual([])
    expect(floor.market.exchange.nextOrderId(1)).toBe(1)
    floor.market.step(99)
    expect(floor.market.exchange.executions()).toEqual([])
  })

  test('uses no id up: the order itself can follow under it', () => {
    const client = new GatewayFloor().connect(1)
    client.place(1, { whatIf: true })
    client.place(1)
    expect(client.heard()).toContain('3 #1 Filled 100/100')
  })

  test('says so when the account has too little', () => {
    const client = new GatewayFloor().connect(1)
    client.place(1, { whatIf: true, quantity: 5_000 })
    expect(client.frames[0]).toContain('The account has less than the initial margin that it would need.')
  })

  test.each([
    ['refused', ['4 #2 100']],
    ['answered', ['5 #2 PreSubmitted']],
  ] as const)('that follows another within a minute is %s, as the option says', (whatIfPacing, answer) => {
    const floor = new GatewayFloor({ behaviour: { whatIfPacing } })
    const client = floor.connect(1)
    client.place(1, { whatIf: true })
    client.heard()
    client.place(2, { whatIf: true })
    expect(client.heard()).toEqual(answer)
    floor.operatorMs += 60_000
    client.place(3, { whatIf: true })
    expect(client.heard()).toEqual(['5 #3 PreSubmitted'])
  })

  test('of a contract or account that is none is refused', () => {
    const client = new GatewayFloor().connect(1)
    client.place(1, { whatIf: true }, { symbol: 'NONE' })
    client.place(2, { whatIf: true, account: 'DU9' })
    expect(client.heard()).toEqual(['4 #1 200', '4 #2 321'])
  })
})
