import { findChromium } from '../support/chromium.ts'
import { type Chromium, launchChromium, type Page } from './cdp.ts'
import { buildProduct, startHost } from './cockpit-host.ts'
import { type Frames, recordFrames } from './frames.ts'
import { benchFolder, writeHundredSymbols } from './hundred-symbols.ts'
import { type BenchRecord, benchRecord } from './record.ts'

/** How long each page is watched, ms. */
const WATCHED_MS = 20_000
const SETTLED_MS = 5_000
const LONGEST_FRAME_MS = 50
const MOST_BUSY = 0.45
const STARTED_WITHIN_S = 3

const READY = `document.querySelectorAll('[aria-label="Scorecard"] .n').length > 10`

async function whenReady(page: Page): Promise<void> {
  const answer = await page.evaluate(`new Promise((resolve) => {
    const look = () => (${READY} ? resolve(true) : requestAnimationFrame(look))
    look()
  })`)
  if (answer !== true) throw new Error('the window showed no scorecard')
}

/** The window with 100 symbols at 60 times market speed, quotes of all of them in each batch, against an empty page. */
export async function benchWindow(): Promise<BenchRecord[]> {
  buildProduct()
  const folder = benchFolder('window')
  const { path } = await findChromium()
  const bars = writeHundredSymbols(folder, '2024-11-13', '2024-11-14')
  const host = await startHost(folder, '--replay', bars, '--speed', '60')
  const chromium = await launchChromium(path)
  try {
    // A card that waits would slow the market, and with it what the window has to show.
    await host.command({ kind: 'clock-slow-while-waiting', on: false }, { kind: 'set-automatic-approval', on: true })
    const idle = await watch(chromium, null)
    const busy = await watch(chromium, host.url)
    return [
      benchRecord('window-100-symbols-frame-p99', busy.p99, 'ms (vs an idle page)', idle.p99),
      benchRecord('window-100-symbols-longest-frame', busy.longest, 'ms (vs the limit)', LONGEST_FRAME_MS),
      benchRecord('window-100-symbols-main-thread', busy.busy, 'fraction (vs the limit)', MOST_BUSY),
    ]
  } finally {
    await chromium.close()
    await host.close()
    folder.remove()
  }
}

async function watch(chromium: Chromium, url: string | null): Promise<Frames> {
  const page = await chromium.newPage()
  if (url !== null) {
    await page.send('Page.enable')
    await page.send('Page.navigate', { url })
    await whenReady(page)
    await recordFrames(page, SETTLED_MS)
  }
  const frames = await recordFrames(page, WATCHED_MS)
  await page.close()
  return frames
}

/** From the start of the built program to the first scorecard in a window: the browser runs already. */
export async function benchStart(): Promise<BenchRecord> {
  buildProduct()
  const folder = benchFolder('start')
  const { path } = await findChromium()
  const chromium = await launchChromium(path)
  try {
    const page = await chromium.newPage()
    await page.send('Page.enable')
    const start = performance.now()
    const host = await startHost(folder)
    await page.send('Page.navigate', { url: host.url })
    await whenReady(page)
    const seconds = (performance.now() - start) / 1_000
    await page.close()
    await host.close()
    return benchRecord('start-to-scorecard', seconds, 's (vs the limit)', STARTED_WITHIN_S)
  } finally {
    await chromium.close()
    folder.remove()
  }
}
