import { hasDisplay } from './choose-host.ts'

/** Shows a page in the user's browser, where there is one. Nothing is said when there is not: the URL is printed anyway. */
export async function openInBrowser(url: string): Promise<void> {
  if (!hasDisplay({ platform: process.platform, env: process.env })) return
  try {
    const { default: open } = await import('open')
    const browser = await open(url)
    browser.on('error', () => {})
    browser.unref()
  } catch {
    // The URL stands in the terminal.
  }
}
