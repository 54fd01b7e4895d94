import { expect, it } from 'vitest'
import { fuzzGateway } from '../support/frame-fuzz/into-gateway.ts'
import { proveAdapter } from '../support/frame-fuzz/prove-adapter.ts'
import { fuzzSeed } from '../support/frame-fuzz/seed.ts'

/** Slices of the 200,000 frames of tests/deep/tws-frames.test.ts. */
const SEED = fuzzSeed(4)

it(`1,500 mutated frames into the simulated gateway (SEED=${SEED}): each request that is none gets a code`, async () => {
  const told = await fuzzGateway(SEED, 1_500)
  expect(told.wrong, `seed ${SEED}`).toEqual([])
  expect(told.refused).toBeGreaterThan(500)
  expect(told.understood).toBeGreaterThan(100)
})

it.each([178, 193])(
  `750 mutated frames of version %i into a session (SEED=${SEED}): each lost connection has a sentence and a row`,
  async (version) => {
    expect((await proveAdapter(SEED, 750, version)).lost).toBeGreaterThan(0)
  },
)
