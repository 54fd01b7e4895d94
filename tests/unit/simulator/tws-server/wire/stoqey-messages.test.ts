import { expect, it } from 'vitest'
import { accountCases } from './account-message-cases.ts'
import { ALL_VERSIONS, connectClient } from './client-pair.ts'
import { marketCases } from './market-message-cases.ts'
import { orderCases } from './order-message-cases.ts'

const cases = [...marketCases, ...accountCases, ...orderCases]

// A field too few or too many in any message would show as an error 505 among the events.
it.each(ALL_VERSIONS)('the client library reads every message at version %i as it was meant', async (version) => {
  const client = await connectClient(version)
  const events = await client.deliver(cases.map(({ build }) => build(version)))
  expect(events).toEqual(cases.flatMap(({ events: meant }) => meant))
})
