import { expect, it } from 'vitest'
import { decodeRequest } from '../../../../../src-main/simulator/tws-server/wire/decode-request.ts'
import { ALL_VERSIONS, connectClient } from './client-pair.ts'
import { placeOrderRequests } from './order-request-cases.ts'
import { accountRequests, marketRequests, orderRequests, refusedRequests, sessionRequests } from './request-cases.ts'

const cases = [
  ...sessionRequests,
  ...marketRequests,
  ...accountRequests,
  ...orderRequests,
  ...placeOrderRequests,
  ...refusedRequests,
]

it.each(ALL_VERSIONS)('what the client library asks at version %i is what the gateway understands', async (version) => {
  const client = await connectClient(version)
  for (const { call } of cases) call(client.api)
  await client.hasSent(cases.length)
  const decoded = client.sent.map((fields) => decodeRequest(version, fields))
  expect(decoded).toEqual(cases.map(({ request }) => ({ ok: true, value: request })))
})
