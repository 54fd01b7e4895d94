import { setImmediate as turn } from 'node:timers/promises'
import type { UtcMs } from '../../../src-shared/domain/time.ts'
import { type SteppedEvent, timeOfStepped } from '../exchange/steps.ts'
import type { Gateway } from './gateway-options.ts'

/** A pass over a market, to be taken step by step. */
export type MarketSteps = AsyncIterator<SteppedEvent>

export async function* marketSteps(
  events: AsyncIterable<SteppedEvent> | Iterable<SteppedEvent>,
): AsyncGenerator<SteppedEvent, void, undefined> {
  yield* events
}

/** The process gets a turn this often, ms: a window that is not heard for two seconds stops believing what it shows. */
const BREATH_MS = 20

/**
 * Everything up to a moment, that included, passes within the gateway as fast as it goes.
 * @param pending what was taken out of the steps already and has not passed yet
 * @returns what comes next
 */
export async function passUntil(
  gateway: Gateway,
  steps: MarketSteps,
  until: UtcMs,
  pending: IteratorResult<SteppedEvent> | null = null,
): Promise<IteratorResult<SteppedEvent>> {
  let breathed = performance.now()
  let next = pending ?? (await steps.next())
  while (next.done !== true && timeOfStepped(next.value) <= until) {
    gateway.take(next.value)
    next = await steps.next()
    if (performance.now() - breathed < BREATH_MS) continue
    await turn()
    breathed = performance.now()
  }
  return next
}
