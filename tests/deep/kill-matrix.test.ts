import { afterAll, expect, test } from 'vitest'
import { BEHAVIOURS } from '../support/desk-model/behaviours.ts'
import { killAt } from '../support/kill-matrix/kill.ts'
import { OUTAGES, type Outage } from '../support/kill-matrix/outages.ts'
import { STRETCHES, type StretchName } from '../support/kill-matrix/stretches.ts'

/** Every default of what is believed of TWS, and every other variant. */
const BELIEVED = [0, BEHAVIOURS - 1]
const stretches = Object.keys(STRETCHES) as StretchName[]
const outages = Object.keys(OUTAGES) as Outage[]
const CASES = stretches.flatMap((stretch) =>
  outages.flatMap((outage) => BELIEVED.map((believed) => ({ stretch, outage, believed }))),
)
const kills = new Map<StretchName, number>()
afterAll(() => console.log(`kills: ${JSON.stringify(Object.fromEntries(kills))}`))

test.each(CASES)(
  'killed at every moment of $stretch, with $outage (TWS as in variant $believed): nothing lost, doubled or unprotected',
  async ({ stretch, outage, believed }) => {
    const wrong: unknown[] = []
    let at = 1
    for (; ; at++) {
      // The market moves at every other moment; which ones differs by outage.
      const moves = (at + outages.indexOf(outage)) % 2 === 0
      const killed = await killAt({ stretch, at, outage, believed, moves })
      if (killed.moment === null) break
      if (killed.wrong.length > 0) wrong.push({ at, moves, moment: killed.moment, wrong: killed.wrong })
    }
    kills.set(stretch, (kills.get(stretch) ?? 0) + at - 1)
    expect(wrong).toEqual([])
    expect(at).toBeGreaterThan(30)
  },
)
