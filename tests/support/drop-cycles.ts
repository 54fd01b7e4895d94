import { SECOND_MS } from '../../src-shared/domain/time.ts'
import { type FaultFloor, openSockets } from './fault-floor.ts'
import { missingFrom } from './fault-promises.ts'

const LOSSES = ['clean', 'reset', 'half-open'] as const
/** A half-open socket is found by the second heartbeat; then comes the pause before the next attempt. */
const BACK_WITHIN_MS = 60 * SECOND_MS

/** What there is of an adapter that is connected and whole. */
export interface Footprint {
  readonly listeners: number
  readonly timers: number
  readonly sockets: number
}

export const footprintOf = ({ link, timersLeft }: FaultFloor): Footprint => ({
  listeners: link.listenerCount(),
  timers: timersLeft(),
  sockets: openSockets(),
})

/** Market time passes until the adapter lacks nothing. @throws Error with what it lacks when that takes too long */
export async function untilWhole(floor: FaultFloor): Promise<void> {
  for (const end = floor.marketNow() + BACK_WITHIN_MS; missingFrom(floor) !== null; ) {
    if (floor.marketNow() > end) throw new Error(`not whole after a minute: ${missingFrom(floor)}`)
    await floor.pass(SECOND_MS)
  }
}

/** The connection is lost so many times, in each way in turn, and comes back whole each time. */
export async function dropCycles(floor: FaultFloor, count: number): Promise<void> {
  for (let cycle = 0; cycle < count; cycle++) {
    const how = LOSSES[cycle % LOSSES.length] ?? 'reset'
    floor.gateway.dropClients(how)
    await floor.settle()
    while (floor.link.connection().state === 'ready') await floor.pass(SECOND_MS)
    await untilWhole(floor)
  }
}
