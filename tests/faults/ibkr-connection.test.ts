import { expect, it } from 'vitest'
import { demoGateway } from '../integration/simulator/tws-server/demo-gateway.ts'
import { playFaults } from '../support/ibkr/fault-sequence.ts'

const SEQUENCES = 50
const ACTIONS = 20

it('a connection is ready or says why not, and comes back, through any sequence of faults', async () => {
  for (let seed = 1; seed <= SEQUENCES; seed++) {
    const { wrong, actions } = await playFaults(seed, ACTIONS, async (operator) => {
      const { gateway, port, close } = await demoGateway({ operator, minutes: 0 })
      return { gateway, port, close }
    })
    expect(wrong, `seed ${seed}: ${actions.join(', ')}`).toEqual([])
  }
})
