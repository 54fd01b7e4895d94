import { attachScript } from '../../../../../src-main/simulator/tws-server/faults/attach-script.ts'
import { readFaultScript } from '../../../../../src-main/simulator/tws-server/faults/read-script.ts'
import { optionsFor } from '../../../../../src-main/simulator/tws-server/faults/script-options.ts'
import { type DemoGateway, demoGateway } from '../demo-gateway.ts'
import { RawClient } from '../raw-client.ts'

/** The demo's gateway, half an hour into its day, with a script that begins there. */
export interface ScriptedGateway extends DemoGateway {
  readonly notes: readonly string[]
  readonly endScript: () => void
  join(client: number): Promise<RawClient>
}

/** @param script as its file would have it */
export async function scriptedGateway(script: object): Promise<ScriptedGateway> {
  const read = readFaultScript(JSON.stringify(script))
  if (!read.ok) throw new Error(read.error.message)
  const demo = await demoGateway(optionsFor(read.value))
  const notes: string[] = []
  const setting = { operator: demo.time, start: demo.gateway.exchange.now, onNote: (note: string) => notes.push(note) }
  const attached = attachScript(demo.gateway, read.value, setting)
  if (!attached.ok) throw new Error(attached.error.message)
  const clients: RawClient[] = []
  return {
    ...demo,
    notes,
    endScript: attached.value,
    async join(client) {
      const joined = await RawClient.started(demo.port, client)
      clients.push(joined)
      await joined.until(() => joined.of(4).length >= 3 || joined.isClosed)
      return joined
    },
    async close() {
      attached.value()
      for (const client of clients) client.close()
      await demo.close()
    },
  }
}
