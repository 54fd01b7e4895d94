import { expect, it } from 'vitest'
import { demoGateway } from './demo-gateway.ts'
import { sendMutated } from './mutated-frames.ts'
import { RawClient } from './raw-client.ts'

it.each([178, 193])(
  '3,000 broken requests at version %i: no exception, no hang, and it goes on answering',
  async (version) => {
    const demo = await demoGateway({ maxServerVersion: version, limits: 'none' })
    await sendMutated(demo, version, 3_000)
    const client = await RawClient.started(demo.port, 800)
    await client.settled()
    client.close()
    expect(demo.failures).toEqual([])
    await demo.close()
  },
  30_000,
)
