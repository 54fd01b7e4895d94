import { afterAll, describe, expect, test } from 'vitest'
import { BEHAVIOURS } from '../support/desk-model/behaviours.ts'
import { killDemo } from '../support/kill-matrix/demo-kill.ts'
import { killAt } from '../support/kill-matrix/kill.ts'
import { OUTAGES, type Outage } from '../support/kill-matrix/outages.ts'
import { killProcess } from '../support/kill-matrix/process-kill.ts'
import { STRETCHES, type StretchName } from '../support/kill-matrix/stretches.ts'
import { auditFolder } from '../support/session/audit-folder.ts'

const outages = Object.keys(OUTAGES) as Outage[]

/** Moments of each stretch, one for each outage; tests/deep/kill-matrix.test.ts has all of them. */
const MOMENTS: Readonly<Record<StretchName, readonly number[]>> = {
  entry: [4, 9, 12, 40],
  'stop move': [1, 4, 7, 21],
  exit: [1, 3, 16, 24],
  cancel: [8, 38, 55, 60],
}
const CASES = (Object.keys(STRETCHES) as StretchName[]).flatMap((stretch) =>
  MOMENTS[stretch].map((at, index) => ({
    ...{ stretch, at, outage: outages[index % outages.length]!, moves: at % 2 === 0 },
    believed: (at * 83) % BEHAVIOURS,
  })),
)

test.each(CASES)(
  'killed at moment $at of $stretch, with $outage: nothing is lost, doubled or unprotected, and no entry is sent again',
  async (kill) => {
    const { moment, wrong } = await killAt(kill)
    expect(moment).not.toBeNull()
    expect(wrong).toEqual([])
  },
)

describe('a real process', () => {
  const folder = auditFolder()
  afterAll(() => folder.remove())

  test.each([
    { at: 8, when: 'sent' },
    { at: 24, when: 'now' },
  ] as const)('killed at fact $at of live trading ($when): nothing is lost, doubled or unprotected', async (kill) => {
    const { wrong } = await killProcess({ ...kill, database: folder.file(`process-${kill.at}`) })
    expect(wrong).toEqual([])
  })

  test('killed while it trades live on the gateway that it started: the account there and our books are one afterwards', async () => {
    const { before, after, wrong } = await killDemo({ database: folder.file('demo'), seed: 4, at: 11, toTheEnd: false })
    expect(wrong).toEqual([])
    expect([...before, ...after]).not.toEqual([])
  })
})
