import { expect, test } from 'vitest'
import { SHIPPED_SEED } from '../../../../src-main/simulator/synthetic/shipped-day.ts'
import { demoMarket, playLastDay, showsTheRange } from '../../../support/demo-day.ts'

test('the shipped day shows the strategy’s range: momentum and mean reversion, both sides, vetoes from four edges', () => {
  expect(showsTheRange(playLastDay(demoMarket()))).toBe(true)
})

test('no lower seed does', () => {
  const lower = Array.from({ length: SHIPPED_SEED - 1 }, (_, index) => index + 1)
  expect(lower.filter((seed) => showsTheRange(playLastDay(demoMarket(seed))))).toEqual([])
})

test('the shipped day ends flat, each position with its exit', () => {
  const { entries, roundTrips } = playLastDay(demoMarket())
  expect(roundTrips).toHaveLength(entries.length)
})
