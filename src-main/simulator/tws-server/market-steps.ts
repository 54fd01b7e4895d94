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

/** Everything up to a moment, that included, passes within the gateway at once. @returns what comes next */
export async function passUntil(
  gateway: Gateway,
  steps: MarketSteps,
  until: UtcMs,
): Promise<IteratorResult<SteppedEvent>> {
  let next = await steps.next()
  while (next.done !== true && timeOfStepped(next.value) <= until) {
    gateway.take(next.value)
    next = await steps.next()
  }
  return next
}
