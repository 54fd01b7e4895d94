import type { Page } from 'playwright'
import { until } from './until.ts'

/**
 * When the scorecard that the window shows was decided, exchange time as it is written there.
 * @param beforeIt waits for one that says something else
 */
export async function decisionTime(page: Page, beforeIt: string | null = null): Promise<string> {
  const card = page.getByRole('region', { name: 'Scorecard' })
  return await until(`scorecard other than of ${beforeIt ?? 'nothing'}`, async () => {
    const text = (await card.innerText({ timeout: 2_000 }).catch(() => '')).replaceAll(/\s+/g, ' ')
    const [, time = null] = /decided at (\d\d:\d\d)/.exec(text) ?? []
    return time === beforeIt ? null : time
  })
}
