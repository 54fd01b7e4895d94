import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { EXIT } from '../../../../../src-main/hosts/cli/exit-codes.ts'
import { until } from '../../../../support/until.ts'
import { RawClient } from '../raw-client.ts'
import { endSims, startSim } from '../start-sim.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fault-script-'))
})

afterEach(() => {
  endSims()
  rmSync(folder, { recursive: true, force: true })
})

function script(content: object): string {
  const file = join(folder, 'faults.json')
  writeFileSync(file, JSON.stringify(content))
  return file
}

it('tws-sim plays a fault script, and says what it does', async () => {
  const file = script({
    faults: [{ when: { fromClient: 'current-time', number: 2 }, do: { fault: 'drop', how: 'reset' } }],
  })
  const sim = startSim('--port', '0', '--script', file)
  const port = await until('port', () => sim.port())
  const client = await RawClient.started(port, 1)
  await client.settled()
  expect(client.isClosed).toBe(false)
  client.send(49, 1)
  await client.ended()
  await until('the note', () => sim.stderr().includes('fault 0: drop'))
})

it.each([
  [
    'a mistake with its place',
    { faults: [{ when: { order: 0 }, do: { fault: 'hold-order' } }] },
    'faults[0].when.order',
  ],
  [
    'a symbol that is not there',
    { faults: [{ when: { order: 1 }, do: { fault: 'liquidate', symbol: 'QQQQQ' } }] },
    'QQQQQ is not traded here',
  ],
])('tws-sim refuses %s', async (_name, content, words) => {
  const sim = startSim('--port', '0', '--script', script(content))
  expect(await sim.ended()).toBe(EXIT.usage)
  expect(sim.stderr()).toContain(words)
})

it('tws-sim refuses a script that cannot be read', async () => {
  const sim = startSim('--port', '0', '--script', join(folder, 'nothing.json'))
  expect(await sim.ended()).toBe(EXIT.usage)
  expect(sim.stderr()).toContain('the script cannot be read')
})
