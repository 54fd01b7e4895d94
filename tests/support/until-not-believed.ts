import type { Page } from 'playwright'

/** Milliseconds from now, on the window's own clock, until it says over its screen that it must not be believed. */
export const untilNotBelieved = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const start = performance.now()
        const look = (): void => {
          if (document.querySelector('.over') === null) requestAnimationFrame(look)
          else resolve(performance.now() - start)
        }
        look()
      }),
  )
