import type { Input } from './machine.ts'

const SECOND_MS = 1_000
const FIRST_MS = SECOND_MS
const LONGEST_MS = 30 * SECOND_MS

/** Causes with a pause of their own, operator ms. */
const PAUSES: Readonly<Partial<Record<Input, number>>> = {
  // TWS gives a client id free about a minute after a drop that it has not seen.
  'client-id-busy': 60 * SECOND_MS,
  // It has to be updated or restarted by hand.
  'version-unsupported': 60 * SECOND_MS,
  // TWS has said where it listens from now on.
  'port-changed': FIRST_MS,
}

/**
 * How long to wait before the next attempt, operator ms: 1 s, doubled with each attempt in vain, up to 30 s; up to a
 * quarter more or less by chance, so that several programs do not come back at the same moment.
 * @param attempts in vain since the link was last ready, at least 1
 * @param random in [0, 1)
 */
export function pauseBefore(cause: Input, attempts: number, random: number): number {
  const own = PAUSES[cause]
  // Never shorter than what TWS needs.
  if (own !== undefined) return Math.round(own * (1 + random / 4))
  const doubled = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(10, Math.max(0, attempts - 1)))
  return Math.round(doubled * (0.75 + random / 2))
}
