import { systemOperatorClock } from '../../market/clock.ts'
import type { LinkTime } from './link.ts'

/** The machine's own time. */
export const systemLinkTime: LinkTime = {
  now: () => systemOperatorClock.now(),
  monotonic: () => systemOperatorClock.monotonic(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}
