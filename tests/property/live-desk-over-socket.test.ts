import { expect, test } from 'vitest'
import { playOverSocket } from '../support/desk-model/over-socket.ts'

const FIRST_SEED = 20_240_102

test('over the real adapter and a socket the desk knows what the gateway has, whatever happened on the way', async () => {
  let entries = 0
  for (let count = 0; count < 20; count++) entries += await playOverSocket(FIRST_SEED + count, 50)
  expect(entries).toBeGreaterThan(20)
})
