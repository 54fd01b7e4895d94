import { expect, test } from 'vitest'
import { orderGroups } from '../../../../src-renderer/features/positions/order-groups.ts'
import { orderRef } from '../../../../src-shared/domain/ids.ts'
import { orderOf } from './orders.ts'

const refsOf = (orders: Parameters<typeof orderGroups>[0]): string[] =>
  orderGroups(orders).flatMap(({ rows }) => rows.map(({ order, child }) => `${child ? '  ' : ''}${order.ref}`))

const of = (parent: string) => ({ parent: orderRef(parent), action: 'SELL' as const })

test('an entry stands above its stop and its target, in whatever order they came', () => {
  const orders = [
    orderOf('t', { ...of('e'), role: 'target' }),
    orderOf('s', { ...of('e'), role: 'stop' }),
    orderOf('e', { state: 'filled', over: true }),
  ]
  expect(refsOf(orders)).toEqual(['e', '  s', '  t'])
})

test('what works stands before what is over, the newest first', () => {
  const over = { state: 'cancelled', over: true } as const
  expect(refsOf([orderOf('a', over), orderOf('b'), orderOf('c', over), orderOf('d')])).toEqual(['d', 'b', 'c', 'a'])
})

test('a bracket works as long as one of its orders does', () => {
  const orders = [orderOf('e', { state: 'filled', over: true }), orderOf('s', { ...of('e'), role: 'stop' })]
  expect(orderGroups(orders).map(({ working }) => working)).toEqual([true])
})

test('a child whose parent is not known stands alone', () => {
  expect(refsOf([orderOf('s', { ...of('gone'), role: 'stop' })])).toEqual(['s'])
})
