import { CONNECTION_LIMITS } from '../../../src-shared/contract/protocol.ts'

/** What the rate of a connection's messages allows of the next one. */
export type RateVerdict = 'within' | 'over' | 'far-over'

/**
 * A bucket of `burst` tokens that fills with `messagesPerSecond`. It can be overdrawn by another `burst`: what comes
 * then is refused one by one, and what comes after is reason enough to end the connection.
 * @param monotonic operator time, ms
 */
export function createRateLimit(monotonic: () => number): () => RateVerdict {
  const { burst, messagesPerSecond } = CONNECTION_LIMITS
  let tokens: number = burst
  let at = monotonic()
  return () => {
    const now = monotonic()
    tokens = Math.min(burst, tokens + ((now - at) / 1000) * messagesPerSecond)
    at = now
    tokens = Math.max(-burst, tokens - 1)
    if (tokens >= 0) return 'within'
    return tokens > -burst ? 'over' : 'far-over'
  }
}
