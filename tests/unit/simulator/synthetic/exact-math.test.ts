import { expect, test } from 'vitest'
import { exponential, halfLifeDecay, sineOfTurns } from '../../../../src-main/simulator/synthetic/exact-math.ts'

test('the exponential agrees with the engine’s own to 1e-11', () => {
  for (let x = -60; x <= 5; x += 0.0137) expect(Math.abs(exponential(x) / Math.exp(x) - 1)).toBeLessThan(1e-11)
})

test('the sine agrees with the engine’s own to 1e-11 over several turns', () => {
  for (let turns = -3; turns <= 3; turns += 0.0071) {
    expect(Math.abs(sineOfTurns(turns) - Math.sin(turns * 2 * Math.PI))).toBeLessThan(1e-11)
  }
})

test('half is left after a half-life, a quarter after two, all at once after none', () => {
  expect(halfLifeDecay(25, 25)).toBeCloseTo(0.5, 10)
  expect(halfLifeDecay(50, 25)).toBeCloseTo(0.25, 10)
  expect(halfLifeDecay(0, 25)).toBe(1)
})
