import { setTimeout as pause } from 'node:timers/promises'

const EVERY_MS = 20

/**
 * Asks until there is an answer.
 * @returns the first answer that is not null or false
 * @throws Error with `what` when there is none in time.
 */
export async function until<Answer>(
  what: string,
  ask: () => Answer | Promise<Answer>,
  withinMs = 30_000,
): Promise<Exclude<Answer, null | false | undefined>> {
  const end = performance.now() + withinMs
  for (;;) {
    const answer = await ask()
    if (answer !== null && answer !== false && answer !== undefined) {
      return answer as Exclude<Answer, null | false | undefined>
    }
    if (performance.now() > end) throw new Error(`within ${withinMs} ms there was no ${what}`)
    await pause(EVERY_MS)
  }
}
