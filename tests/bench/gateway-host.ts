import { type BenchChild, startChild } from './child-process.ts'
import type { GatewayReport, GatewayTask } from './gateway-process.ts'

/** A simulated gateway that runs in a process of its own. */
export interface GatewayHost extends BenchChild<GatewayTask, GatewayReport> {
  readonly port: number
}

export async function startGateway(task: Extract<GatewayTask, { do: 'open' }>): Promise<GatewayHost> {
  const child = startChild<GatewayTask, GatewayReport>('gateway-process.ts')
  const { port } = await child.run(task)
  return { ...child, port }
}
