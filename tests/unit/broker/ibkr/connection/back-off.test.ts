import fc from 'fast-check'
import { expect, it } from 'vitest'
import { pauseBefore } from '../../../../../src-main/broker/ibkr/connection/back-off.ts'
import { runs } from '../../../../support/properties.ts'

it('doubles the pause with each attempt in vain, up to half a minute', () => {
  const pauses = [1, 2, 3, 4, 5, 6, 7, 500].map((attempts) => pauseBefore('nobody-answers', attempts, 0.5))
  expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
})

it('waits at least a minute for a busy client id, however often', () => {
  fc.assert(
    fc.property(fc.nat(), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempts, random) => {
      const pause = pauseBefore('client-id-busy', attempts, random)
      expect(pause).toBeGreaterThanOrEqual(60_000)
      expect(pause).toBeLessThanOrEqual(75_000)
    }),
    runs(200),
  )
})

it('spreads the attempts of several programs by chance, a quarter either way', () => {
  expect(pauseBefore('socket-lost', 6, 0)).toBe(22_500)
  expect(pauseBefore('socket-lost', 6, 0.999_9)).toBeGreaterThan(37_000)
})
