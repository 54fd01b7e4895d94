import { describe, expect, test } from 'vitest'
import { ACCOUNT, TUESDAY } from '../../exchange/trading-floor.ts'
import { GatewayFloor } from '../orders/gateway-floor.ts'

const left = (floor: GatewayFloor): number | null => floor.market.exchange.accountDay(ACCOUNT).dayTradesLeft

/** A floor on which the account is worth less than 25,000 dollars. */
const smallAccount = (): GatewayFloor => new GatewayFloor({ floor: { accounts: [{ id: ACCOUNT, cash: 20_000 }] } })

describe('day trades left', () => {
  test('count down with every position that is opened and closed in one session', () => {
    const floor = smallAccount()
    const client = floor.connect(1)
    expect(left(floor)).toBe(3)
    client.place(1)
    expect(left(floor)).toBe(3)
    client.place(2, { action: 'SELL', quantity: 50 })
    client.place(3, { action: 'SELL', quantity: 50 })
    expect(left(floor)).toBe(2)
    client.place(4, { action: 'SELL' })
    client.place(5)
    expect(left(floor)).toBe(1)
  })

  test('do not count what was held overnight', () => {
    const floor = smallAccount()
    const client = floor.connect(1)
    client.place(1)
    floor.market.close()
    floor.market.open(TUESDAY)
    floor.market.time = TUESDAY.open
    floor.market.step(100)
    client.place(2, { action: 'SELL' })
    expect(floor.market.shares()).toBe(0)
    expect(left(floor)).toBe(3)
  })

  test('are remembered in the sessions that follow', () => {
    const floor = smallAccount()
    const client = floor.connect(1)
    client.place(1)
    client.place(2, { action: 'SELL' })
    floor.market.close()
    floor.market.open(TUESDAY)
    expect(left(floor)).toBe(2)
  })

  test('do not matter to an account of 25,000 dollars', () => {
    const floor = new GatewayFloor()
    const client = floor.connect(1)
    client.place(1)
    client.place(2, { action: 'SELL' })
    expect(left(floor)).toBeNull()
  })
})
