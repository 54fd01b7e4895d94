import { afterAll, expect, test } from 'vitest'
import { createRandom } from '../../src-main/simulator/random.ts'
import { killDemo } from '../support/kill-matrix/demo-kill.ts'
import { killProcess } from '../support/kill-matrix/process-kill.ts'
import { auditFolder } from '../support/session/audit-folder.ts'

const folder = auditFolder()
afterAll(() => folder.remove())

/** Another one each time; a failure names it, and `SEED=…` brings it back. */
const SEED = Number(process.env['SEED'] || Date.now() % 1_000_000)
const random = createRandom(SEED)
const POINTS = Array.from({ length: 10 }, (_, index) => ({
  ...{ index, at: random.integer(1, 90), when: index % 2 === 0 ? ('now' as const) : ('sent' as const) },
  ...{ seed: random.integer(1, 30), fact: random.integer(1, 120) },
}))

test.each(POINTS)(
  `of seed ${SEED}: a process killed at fact $at ($when) of live trading: nothing lost, doubled or unprotected`,
  async ({ index, at, when }) => {
    const { wrong } = await killProcess({ database: folder.file(`process-${index}`), at, when })
    expect(wrong).toEqual([])
  },
)

test.each(POINTS)(
  `of seed ${SEED}: a demo killed at fact $fact of day $seed, live: its gateway's account and our books are one`,
  async ({ index, seed, fact }) => {
    const { wrong } = await killDemo({ database: folder.file(`demo-${index}`), seed, at: fact, toTheEnd: true })
    expect(wrong).toEqual([])
  },
)
