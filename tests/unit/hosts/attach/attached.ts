import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import { type AttachHost, startAttachHost } from '../../../../src-main/hosts/attach/attach-host.ts'
import { socketAddress } from '../../../../src-main/hosts/attach/socket-address.ts'
import { type Connections, createConnections } from '../../../../src-main/hosts/serving/connections.ts'
import { systemOperatorClock } from '../../../../src-main/market/clock.ts'
import { systemSchedule } from '../../../../src-main/simulator/virtual-clock.ts'
import { PROTOCOL_VERSION } from '../../../../src-shared/contract/protocol.ts'
import { ScriptedService } from '../serving/scripted-service.ts'

const endings: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'attach-'))
  endings.push(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A cockpit to attach to, ended after the test. */
export interface Attachable {
  readonly service: ScriptedService
  readonly connections: Connections
  readonly address: string
  readonly host: AttachHost
}

/** @throws Error in the words of the refusal */
export async function attachable(folder = temporaryFolder(), protocol = PROTOCOL_VERSION): Promise<Attachable> {
  const service = new ScriptedService()
  const connections = createConnections({
    service,
    app: { name: 'cockpit', version: '1' },
    operator: systemOperatorClock,
    schedule: systemSchedule,
  })
  const database = join(folder, 'demo.db')
  const address = socketAddress(database, join(folder, 'attach'))
  const started = await startAttachHost({
    connections,
    reportIntrusion: service.reportIntrusion,
    address,
    greeting: () => ({
      type: 'cockpit',
      protocol,
      app: 'cockpit 1',
      pid: 7,
      database,
      url: 'http://127.0.0.1:1/#token=t',
    }),
    schedule: systemSchedule,
  })
  if (!started.ok) throw new Error(started.error)
  endings.push(async () => {
    connections.close()
    await started.value.close()
  })
  return { service, connections, address, host: started.value }
}
