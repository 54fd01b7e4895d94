import { test } from 'vitest'
import { playOverSocket } from '../support/desk-model/over-socket.ts'

test('the desk knows what the gateway has over 500 courses through the adapter', async () => {
  for (let seed = 1; seed <= 500; seed++) await playOverSocket(seed, 60)
})
