import { describe, expect, it } from 'vitest'
import { bookText, familyOf, orderLine, standingText } from '../../../../src-main/hosts/cli/orders/order-text.ts'
import { reconciliationLines } from '../../../../src-main/hosts/cli/orders/reconcile.ts'
import type { OrderView } from '../../../../src-shared/contract/views/orders.ts'
import { accountId, orderRef, ticker } from '../../../../src-shared/domain/ids.ts'
import { price } from '../../../../src-shared/domain/price.ts'

const entry: OrderView = {
  ref: orderRef('a-1'),
  book: { kind: 'account', account: accountId('DU1') },
  symbol: ticker('NVDA'),
  role: 'entry',
  action: 'BUY',
  quantity: 20,
  filled: 0,
  average: null,
  pricing: { type: 'LMT', limit: price(487.3) },
  timeInForce: 'GTD',
  state: 'acknowledged',
  over: false,
  parent: null,
  cancelWanted: null,
  held: null,
  decimals: 2,
}
const stop: OrderView = { ...entry, ref: orderRef('a-1-S'), role: 'stop', parent: entry.ref }

describe('an order as a line', () => {
  it('says what it is, where it stands and in which book', () => {
    expect(orderLine(entry)).toBe('a-1  entry  BUY 20 NVDA limit 487.30 GTD  acknowledged  (account DU1)')
    expect(bookText({ kind: 'simulated' })).toBe('simulated book')
  })

  it.each([
    [{ state: 'partially-filled', filled: 12, average: 487.284 }, 'partially filled, 12 of 20 filled at 487.28'],
    [{ state: 'pending-cancel', cancelWanted: 'STOP' }, 'pending cancel, its end is wanted: STOP'],
    [{ state: 'cancelled', over: true, cancelWanted: 'STOP' }, 'cancelled'],
    [{ held: 'held by the halt' }, 'acknowledged, held by the halt'],
  ] as const)('%j', (change, words) => {
    expect(standingText({ ...entry, ...change })).toBe(words)
  })

  it.each([
    [{ type: 'MKT' }, 'at the market'],
    [{ type: 'STP', stop: price(480) }, 'stop 480.00'],
    [{ type: 'STP LMT', stop: price(480), limit: price(479.5) }, 'stop 480.00 limit 479.50'],
    [{ type: 'TRAIL', stop: price(480), trail: price(2) }, 'stop 480.00 trailing by 2.00'],
  ] as const)('of %j', (pricing, words) => {
    expect(orderLine({ ...entry, pricing })).toContain(` NVDA ${words} GTD`)
  })

  it('comes with those that protect it', () => {
    const other = { ...entry, ref: orderRef('b-1') }
    expect(familyOf([entry, other, stop], 'a-1')).toEqual([entry, stop])
    expect(familyOf([entry, other, stop], 'a-1-S')).toEqual([stop])
  })
})

describe('a reconciliation as lines', () => {
  it('says that there is no account', () => {
    expect(reconciliationLines({ accounts: [] })).toEqual([
      'There is no account of a broker: only the simulated book is kept.',
    ])
  })

  it('names each difference with its id, foreign orders and foreign shares', () => {
    const difference = { kind: 'position', symbol: 'NVDA', message: 'NVDA: ours 10, there 20.' }
    const lines = reconciliationLines({
      accounts: [
        {
          account: 'DU1',
          reconciled: true,
          at: null,
          differences: [
            { ...difference, id: 'NVDA 10/20', acknowledged: false },
            { ...difference, id: 'x', acknowledged: true },
          ],
          foreignOrders: [
            {
              ...{ permId: 7, symbol: 'AMD', action: 'SELL', quantity: 5, filled: 1, client: 3, status: 'Submitted' },
              pricing: { type: 'MKT' },
            },
          ],
          foreignPositions: [{ symbol: 'NVDA', net: 20, own: 10, inTheWay: null }],
        },
      ],
    })
    expect(lines).toEqual([
      'DU1: reconciled, 2 differences',
      '  NVDA: ours 10, there 20. (oms-reconcile --acknowledge "NVDA 10/20")',
      '  NVDA: ours 10, there 20. (acknowledged)',
      '  foreign order 7: SELL 5 AMD, 1 filled, Submitted, client 3',
      '  foreign shares: the account holds 20 NVDA, ours are 10',
    ])
  })
})
