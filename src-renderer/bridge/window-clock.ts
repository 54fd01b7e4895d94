import type { Disposer } from './transport.ts'

/** Time and names of the window. */
export interface WindowClock {
  /** Monotonic ms. */
  now(): number
  every(ms: number, action: () => void): Disposer
  newId(): string
}

export const windowClock: WindowClock = {
  now: () => performance.now(),
  every: (ms, action) => {
    const timer = setInterval(action, ms)
    return () => clearInterval(timer)
  },
  // randomUUID is only there in secure contexts, and the far end of a tunnel may speak plain HTTP.
  newId: () =>
    Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(''),
}
