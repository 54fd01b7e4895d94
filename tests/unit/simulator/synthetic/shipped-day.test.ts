import { expect, test } from 'vitest'
import { SHIPPED_SEED } from '../../../../src-main/simulator/synthetic/shipped-day.ts'
import { demoMarket, playLastDay, showsTheRange } from '../../../support/demo-day.ts'

test('the shipped day shows the strategy’s range: momentum and mean reversion, both sides, vetoes from four edges', async () => {
  expect(showsTheRange(await playLastDay(demoMarket()))).toBe(true)
})

test('no lower seed does', async () => {
  const lower = Array.from({ length: SHIPPED_SEED - 1 }, (_, index) => index + 1)
  const days = await Promise.all(lower.map((seed) => playLastDay(demoMarket(seed))))
  expect(days.filter(showsTheRange)).toEqual([])
})

test('the shipped day ends flat, each position with its exit', async () => {
  const { opened, roundTrips } = await playLastDay(demoMarket())
  expect(roundTrips).toHaveLength(opened)
})
