import { EventName } from '@stoqey/ib'
import { expect, test } from 'vitest'
import { lotsRatio } from '../../../../../src-main/broker/ibkr/market/volume-check.ts'
import { ticker } from '../../../../../src-shared/domain/ids.ts'
import { MINUTE_MS } from '../../../../../src-shared/domain/time.ts'
import { openMarket } from './support/open-market.ts'
import { DAYS, truth } from './support/truth.ts'

const INTC = ticker('INTC')

test.each([
  [1_000_000, 10_000, 100],
  [10_000, 1_000_000, 100],
  [1_000_000, 1_000_000, null],
  [600_000, 1_000_000, null],
  [1_000_000, 30_000, null],
  [0, 100, null],
])('bars of %i shares against a day volume of %i', (bars, day, ratio) => {
  expect(lotsRatio(bars, day)).toBe(ratio)
})

test.each([
  ['lots', 100, ['blocked']],
  ['shares', 1, []],
] as const)('a day volume in %s against bars in shares', async (_unit, divisor, kinds) => {
  const { live, link, clock, notices } = await openMarket()
  const open = DAYS[1]?.open ?? 0
  live.followQuotes([INTC], () => {})
  live.followBars([INTC], DAYS[1]?.open ?? clock.now(), () => {})
  await clock.pass(10)
  const traded = truth('INTC', open, clock.now()).reduce((sum, { volume }) => sum + volume, 0)
  const id = link.of('quotes')[0]?.id
  link.emit(EventName.tickPrice, id, 4, 100, false)
  link.emit(EventName.tickSize, id, 8, Math.floor(traded / divisor))
  await clock.pass(10 * MINUTE_MS)
  expect(notices.map(({ kind }) => kind)).toEqual(kinds)
  live.close()
})
