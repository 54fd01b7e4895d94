import fc from 'fast-check'
import { expect, it } from 'vitest'
import { MessageRate } from '../../../../../src-main/simulator/tws-server/sessions/message-rate.ts'

it('says of each message whether the second up to it has more than it may, as counting them all would', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8 }), fc.array(fc.nat(400), { maxLength: 80 }), (most, gaps) => {
      const rate = new MessageRate(most)
      const times: number[] = []
      let now = 0
      for (const gap of gaps) {
        now += gap
        times.push(now)
        const inSecond = times.filter((time) => time > now - 1_000).length
        expect(rate.exceeds(now)).toBe(inSecond > most)
      }
    }),
  )
})

it('without a limit nothing exceeds it', () => {
  const rate = new MessageRate(Number.POSITIVE_INFINITY)
  expect(Array.from({ length: 1_000 }, () => rate.exceeds(0))).not.toContain(true)
})
