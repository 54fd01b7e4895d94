import { monitorEventLoopDelay } from 'node:perf_hooks'

/** Loaded before a program: it then says, each time it is asked, what it took since the last time. */
export interface Measured {
  /** Of one core, fraction. */
  readonly cpu: number
  /** Delays of the event loop, ms. */
  readonly delayP50: number
  readonly delayP99: number
  readonly delayMost: number
  /** Megabytes. */
  readonly heap: number
}

const MS = 1e6
const RESOLUTION_MS = 5
const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
delays.enable()
let cpu = process.cpuUsage()
let at = process.hrtime.bigint()

process.on('message', () => {
  const { user, system } = process.cpuUsage(cpu)
  const ns = Number(process.hrtime.bigint() - at)
  const late = (value: number): number => Math.max(0, value / MS - RESOLUTION_MS)
  const measured: Measured = {
    cpu: ((user + system) * 1_000) / ns,
    delayP50: late(delays.percentile(50)),
    delayP99: late(delays.percentile(99)),
    delayMost: late(delays.max),
    heap: process.memoryUsage().heapUsed / 1e6,
  }
  delays.reset()
  cpu = process.cpuUsage()
  at = process.hrtime.bigint()
  process.send?.(measured)
})
process.channel?.unref()
