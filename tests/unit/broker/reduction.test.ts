import { describe, expect, test } from 'vitest'
import { refuseReduction } from '../../../src-main/broker/reduction.ts'
import type { OrderReport } from '../../../src-main/broker/reports.ts'
import { accountId, orderRef, ticker } from '../../../src-shared/domain/ids.ts'
import { quantity } from '../../../src-shared/domain/quantity.ts'
import { request, working } from './requests.ts'

const close = request({ ref: orderRef('close-1'), role: 'close', action: 'SELL' })
const codeOf = (order: typeof close, net: number, orders: readonly OrderReport[] = []): string | undefined =>
  refuseReduction(order, net, orders)?.code

describe('an order reduces', () => {
  test('when it sells at most what is held long, or buys at most what is held short', () => {
    expect(codeOf(close, 100)).toBeUndefined()
    expect(codeOf(close, 99)).toBe('exceeds-position')
    expect(codeOf({ ...close, action: 'BUY' }, -100)).toBeUndefined()
    expect(codeOf({ ...close, action: 'BUY' }, -99)).toBe('exceeds-position')
  })

  test('never when nothing is held, or the other way round', () => {
    expect(codeOf(close, 0)).toBe('not-a-reduction')
    expect(codeOf(close, -100)).toBe('not-a-reduction')
    expect(codeOf({ ...close, action: 'BUY' }, 100)).toBe('not-a-reduction')
  })

  test('only as far as no other order closes the same shares', () => {
    expect(codeOf(close, 200, [working()])).toBeUndefined()
    expect(codeOf(close, 199, [working()])).toBe('exceeds-position')
    expect(refuseReduction(close, 199, [working()])?.message).toMatch(/200 shares would work to close 199 AAPL/)
  })

  test('beside orders of its own group, of which only the largest counts', () => {
    const group = [working({ ocaGroup: 'exit' }), working({ ref: orderRef('target'), ocaGroup: 'exit' })]
    expect(codeOf(close, 200, group)).toBeUndefined()
    expect(codeOf(close, 199, group)).toBe('exceeds-position')
    expect(codeOf({ ...close, ocaGroup: 'exit' }, 100, group)).toBeUndefined()
    expect(codeOf({ ...close, ocaGroup: 'exit', quantity: quantity(101) }, 100, group)).toBe('exceeds-position')
  })

  test('whatever works elsewhere: on the other side, in another symbol or account, or not yet', () => {
    const elsewhere = [
      working({ action: 'BUY' }),
      working({ symbol: ticker('MSFT') }),
      working({ account: accountId('DU2') }),
      working({ working: 0, whyHeld: 'child' }),
    ]
    expect(codeOf(close, 100, elsewhere)).toBeUndefined()
  })

  test('in the place of its own earlier shape, whatever somebody placed elsewhere', () => {
    expect(codeOf(close, 100, [working({ ref: close.ref })])).toBeUndefined()
    // An order without a reference is nobody's that we know: it must not leave a position of ours without its stop.
    expect(codeOf(close, 100, [working({ ref: null })])).toBeUndefined()
  })
})
