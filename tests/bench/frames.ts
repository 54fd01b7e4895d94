import type { Page } from './cdp.ts'
import { quantile } from './quantiles.ts'

/** How a page ran over a stretch of time. */
export interface Frames {
  readonly count: number
  /** Milliseconds from frame to frame. */
  readonly p50: number
  readonly p99: number
  readonly longest: number
  /** Fraction of the time that the page's main thread was at work. */
  readonly busy: number
}

const RECORD = (ms: number): string => `new Promise((resolve) => {
  const times = []
  const end = performance.now() + ${ms}
  const frame = (now) => {
    times.push(now)
    if (now < end) requestAnimationFrame(frame)
    else resolve(times)
  }
  requestAnimationFrame(frame)
})`

async function taskSeconds(page: Page): Promise<{ readonly tasks: number; readonly at: number }> {
  const { metrics } = (await page.send('Performance.getMetrics')) as {
    metrics: readonly { readonly name: string; readonly value: number }[]
  }
  const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN
  return { tasks: of('TaskDuration'), at: of('Timestamp') }
}

/** Records the page's frames for `ms` milliseconds. */
export async function recordFrames(page: Page, ms: number): Promise<Frames> {
  await page.send('Performance.enable')
  const before = await taskSeconds(page)
  const times = (await page.evaluate(RECORD(ms))) as number[]
  const after = await taskSeconds(page)
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time))
  return {
    count: gaps.length,
    p50: quantile(gaps, 0.5),
    p99: quantile(gaps, 0.99),
    longest: Math.max(...gaps),
    busy: (after.tasks - before.tasks) / (after.at - before.at),
  }
}
