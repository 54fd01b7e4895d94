import { expect, it } from 'vitest'
import { fuzzGateway } from '../support/frame-fuzz/into-gateway.ts'
import { proveAdapter } from '../support/frame-fuzz/prove-adapter.ts'
import { fuzzSeed } from '../support/frame-fuzz/seed.ts'

const SEED = fuzzSeed(20_240_102)

it(`100,000 mutated frames into the simulated gateway (SEED=${SEED}): each request that is none gets a code`, async () => {
  const { wrong, understood, refused, dropped } = await fuzzGateway(SEED, 100_000)
  console.info(`seed ${SEED}: ${understood} understood, ${refused} refused, ${dropped} clients dropped`)
  expect(wrong, `seed ${SEED}`).toEqual([])
})

it.each([178, 183, 189, 193])(
  `25,000 mutated frames of version %i into a session (SEED=${SEED}): each lost connection has a sentence and a row`,
  async (version) => {
    const { lost, gaveUp } = await proveAdapter(SEED + 100 * version, 25_000, version)
    console.info(`version ${version}: ${lost} connections lost, ${gaveUp} sessions that could not go on`)
    expect(lost).toBeGreaterThan(10)
  },
)
