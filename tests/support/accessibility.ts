import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']

export type Theme = 'dark' | 'light'

interface Examined {
  /** A part that has come to a page which has been looked at. */
  readonly within?: string
  /** In light only colours are looked at: nothing else of the page differs by its theme. */
  readonly theme?: Theme
}

/** What keeps people from using a page, as axe finds it: each with the elements. */
export async function violations(page: Page, { within, theme = 'dark' }: Examined = {}): Promise<string[]> {
  const axe = new AxeBuilder({ page })
  if (within !== undefined) axe.include(within)
  if (theme === 'dark') axe.withTags(RULES)
  else axe.withRules(['color-contrast'])
  const found = await axe.analyze()
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
}

/** Shows a page in one theme. Colours on their way from one to the other are of neither. */
export async function setTheme(page: Page, theme: Theme): Promise<void> {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.evaluate((name) => document.documentElement.setAttribute('data-theme', name), theme)
}

/** The same of a page in both of its themes. */
export async function violationsInBothThemes(page: Page): Promise<string[]> {
  const found: string[] = []
  for (const theme of ['dark', 'light'] as const) {
    await setTheme(page, theme)
    for (const each of await violations(page, { theme })) found.push(`${theme}: ${each}`)
  }
  return found
}
