import { fork } from 'node:child_process'
import { resolve } from 'node:path'
import type { GatewayReport, GatewayTask } from './gateway-process.ts'

const PROGRAM = resolve(import.meta.dirname, 'gateway-process.ts')

/** A simulated gateway that runs in a process of its own. */
export interface GatewayHost {
  readonly port: number
  /** One task at a time. */
  run(task: GatewayTask): Promise<GatewayReport>
  close(): Promise<void>
}

export async function startGateway(task: Extract<GatewayTask, { do: 'open' }>): Promise<GatewayHost> {
  const child = fork(PROGRAM, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const gone = new Promise<void>((done) => child.once('exit', () => done()))
  const run = (next: GatewayTask): Promise<GatewayReport> =>
    new Promise((done, fail) => {
      const ended = (): void => fail(new Error('the gateway ended'))
      child.once('exit', ended)
      child.once('message', (report: GatewayReport) => {
        child.off('exit', ended)
        done(report)
      })
      child.send(next)
    })
  const { port } = await run(task)
  return {
    port,
    run,
    async close() {
      child.disconnect()
      await gone
    },
  }
}
