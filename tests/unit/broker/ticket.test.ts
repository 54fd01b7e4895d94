import { describe, expect, test } from 'vitest'
import { refuseTicket } from '../../../src-main/broker/ticket.ts'
import { accountId, orderRef, ticker } from '../../../src-shared/domain/ids.ts'
import { quantity } from '../../../src-shared/domain/quantity.ts'
import { request, stopOf, targetOf } from './requests.ts'

const entry = request()

describe('what goes through the door', () => {
  test('is an entry with children that reduce it', () => {
    expect(refuseTicket({ kind: 'bracket', entry, children: [] })).toBeNull()
    expect(refuseTicket({ kind: 'bracket', entry, children: [stopOf(entry), targetOf(entry)] })).toBeNull()
    expect(refuseTicket({ kind: 'amendment', entry })).toBeNull()
  })

  test('is nothing else', () => {
    const stop = stopOf(entry)
    expect(refuseTicket({ kind: 'bracket', entry: stop, children: [] })?.code).toBe('not-an-entry')
    expect(refuseTicket({ kind: 'amendment', entry: stop })?.code).toBe('not-an-entry')
  })

  test.each([
    ['is another entry', { role: 'entry' as const }],
    ['closes', { role: 'close' as const }],
    ['has another parent', { parent: orderRef('entry-2') }],
    ['has none', { parent: null }],
    ['goes the same way', { action: 'BUY' as const }],
    ['is for another symbol', { symbol: ticker('MSFT') }],
    ['is for another account', { account: accountId('DU2000002') }],
    ['is for another book', { book: { kind: 'simulated' } as const }],
    ['is for more shares', { quantity: quantity(101) }],
  ])('has no child that %s', (_, change) => {
    expect(refuseTicket({ kind: 'bracket', entry, children: [stopOf(entry, change)] })?.code).toBe('bad-bracket')
  })

  test('has no children in several groups', () => {
    const children = [stopOf(entry), targetOf(entry, { ocaGroup: 'other' })]
    expect(refuseTicket({ kind: 'bracket', entry, children })?.code).toBe('bad-bracket')
  })

  test('names no order twice', () => {
    const children = [stopOf(entry), targetOf(entry, { ref: stopOf(entry).ref })]
    expect(refuseTicket({ kind: 'bracket', entry, children })?.code).toBe('duplicate-ref')
  })
})
