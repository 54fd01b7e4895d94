import { describe, expect, test } from 'vitest'
import { createRandom } from '../../../src-main/simulator/random.ts'

const DRAWS = 100_000
const draws = (draw: () => number, count = DRAWS): number[] => Array.from({ length: count }, draw)
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const moment = (values: readonly number[], power: number): number => mean(values.map((value) => value ** power))

describe('a source of randomness', () => {
  test('gives the same values for the same seed, and others for another', () => {
    const first = draws(createRandom(42).uint32, 100)
    expect(draws(createRandom(42).uint32, 100)).toEqual(first)
    expect(draws(createRandom(43).uint32, 100)).not.toEqual(first)
  })

  test('follows the published generator: these are the first words of seed 1', () => {
    // What xoshiro128starstar.c prints, compiled with splitmix32 (0x9e3779b9, 0x21f0aaad, 0x735a2d97) as its seeding.
    expect(draws(createRandom(1).uint32, 4)).toEqual([393_288_148, 2_174_103_013, 3_814_759_091, 2_092_745_082])
  })

  test('spreads uniforms evenly over their range, its upper end left out', () => {
    const random = createRandom(7)
    const values = draws(() => random.uniform(-2, 6))
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-2)
    expect(Math.max(...values)).toBeLessThan(6)
    expect(mean(values)).toBeCloseTo(2, 1)
    const buckets = new Array<number>(16).fill(0)
    for (const value of values) buckets[Math.floor((value + 2) * 2)]!++
    // Chi-square with 15 degrees of freedom: above 37.7 once in a thousand.
    const expected = DRAWS / buckets.length
    const chiSquare = buckets.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
    expect(chiSquare).toBeLessThan(37.7)
  })

  test('gives gaussians of mean 0, variance 1 and nearly the normal tails', () => {
    const values = draws(createRandom(11).gaussian)
    expect(mean(values)).toBeCloseTo(0, 1)
    expect(moment(values, 2)).toBeCloseTo(1, 1)
    expect(moment(values, 3)).toBeCloseTo(0, 1)
    // Twelve uniforms have a kurtosis of 2.9, the normal distribution 3.
    expect(moment(values, 4)).toBeGreaterThan(2.75)
    expect(moment(values, 4)).toBeLessThan(3.05)
    const beyondTwo = values.filter((value) => Math.abs(value) > 2).length / DRAWS
    expect(beyondTwo).toBeGreaterThan(0.041)
    expect(beyondTwo).toBeLessThan(0.05)
  })

  test('gives whole numbers from both ends of a range', () => {
    const random = createRandom(3)
    expect(new Set(draws(() => random.integer(2, 5), 1_000))).toEqual(new Set([2, 3, 4, 5]))
  })

  test('lets a chance happen as often as it says', () => {
    const random = createRandom(5)
    expect(mean(draws(() => (random.chance(0.3) ? 1 : 0)))).toBeCloseTo(0.3, 1)
    expect(draws(() => (random.chance(0) ? 1 : 0), 1_000)).not.toContain(1)
    expect(draws(() => (random.chance(1) ? 1 : 0), 1_000)).not.toContain(0)
  })

  test('picks every item and refuses to pick from nothing', () => {
    const random = createRandom(9)
    expect(new Set(Array.from({ length: 200 }, () => random.pick(['a', 'b', 'c'])))).toEqual(new Set(['a', 'b', 'c']))
    expect(() => random.pick([])).toThrow(RangeError)
  })

  test('shuffles into every order alike and leaves the argument alone', () => {
    const random = createRandom(13)
    const items = [1, 2, 3]
    const orders = new Map<string, number>()
    for (let round = 0; round < 6_000; round++) {
      const order = random.shuffle(items).join('')
      orders.set(order, (orders.get(order) ?? 0) + 1)
    }
    expect(items).toEqual([1, 2, 3])
    expect(orders.size).toBe(6)
    for (const count of orders.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150)
  })
})

describe('a stream of a source', () => {
  test('does not depend on what was drawn before it', () => {
    const fresh = createRandom(21).stream('prices')
    const used = createRandom(21)
    draws(used.uint32, 1_000)
    expect(draws(used.stream('prices').uint32, 20)).toEqual(draws(fresh.uint32, 20))
  })

  test('differs by label, by seed, and from its source', () => {
    const source = createRandom(21)
    const labels = Array.from({ length: 500 }, (_, index) => `day ${index}`)
    const firsts = labels.map((label) => source.stream(label).uint32())
    const others = labels.map((label) => createRandom(22).stream(label).uint32())
    expect(new Set([...firsts, ...others, source.uint32()]).size).toBe(1_001)
  })
})
