import { afterAll, expect, test } from 'vitest'
import { createRandom } from '../../src-main/simulator/random.ts'
import { auditFolder } from '../support/session/audit-folder.ts'
import { expectNothingLost } from '../support/session/crash-promises.ts'
import { MARKET_WAYS } from '../support/session/demo-cockpit.ts'

const folder = auditFolder()
afterAll(() => folder.remove())

/** Another one each time; a failure names it, and `SEED=…` brings it back. */
const SEED = Number(process.env['SEED'] || Date.now() % 1_000_000)
const random = createRandom(SEED)
const POINTS = Array.from({ length: 20 }, (_, index) => {
  const counted = index % 4 < 2 ? ('trading' as const) : ('anything' as const)
  const kind = index % 2 === 0 ? ('headless' as const) : ('windowed' as const)
  return {
    index,
    seed: random.integer(1, 30),
    at: random.integer(1, counted === 'trading' ? 150 : 4_700),
    kind,
    counted,
    way: MARKET_WAYS[index % 3 === 0 ? 0 : 1],
  }
})

test.each(POINTS)(
  `of seed ${SEED}: killed at $counted $at of day $seed ($kind, $way), nothing is lost and nothing doubled`,
  async (point) => {
    expect.hasAssertions()
    await expectNothingLost({ ...point, database: folder.file(`crash-${point.index}`) })
  },
)
