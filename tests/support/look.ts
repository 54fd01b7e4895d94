/**
 * A picture of the built window in a given state, in real Chromium:
 *
 *   npm run build
 *   node tests/support/look.ts --state trade --theme dark --size 1920x1200 --out picture.png
 *
 * --state   one of tests/support/window-states/all.ts (trade, empty, paper, real, stale, tripped, failed, broken, …)
 * --theme   dark or light          --size  WIDTHxHEIGHT in pixels of the picture
 * --screen  trade or review        --zoom  e.g. 2: as if the browser were zoomed to 200 %
 * --role    controller or viewer   --out   the file
 * --press   keys to press in turn, e.g. "l" or "g b" (the dialogs); --click  the name of a button to press then
 * --folder  of another build than out/renderer
 */
import { parseArgs } from 'node:util'
import { findChromium, launchChromium } from './chromium.ts'
import { startWindowFeed } from './window-feed.ts'
import { WINDOW_STATES } from './window-states/all.ts'

const { values } = parseArgs({
  options: {
    state: { type: 'string', default: 'trade' },
    theme: { type: 'string', default: 'dark' },
    size: { type: 'string', default: '1920x1200' },
    screen: { type: 'string', default: 'trade' },
    zoom: { type: 'string', default: '1' },
    role: { type: 'string', default: 'controller' },
    out: { type: 'string', default: 'window.png' },
    folder: { type: 'string' },
    press: { type: 'string', default: '' },
    click: { type: 'string' },
  },
})
const states = WINDOW_STATES[values.state]
if (states === undefined)
  throw new Error(`no state ${values.state}; there are ${Object.keys(WINDOW_STATES).join(', ')}`)
const [width = 1_920, height = 1_200] = values.size.split('x').map(Number)
const zoom = Number(values.zoom)

const feed = await startWindowFeed(states, {
  role: values.role === 'viewer' ? 'viewer' : 'controller',
  ...(values.folder === undefined ? {} : { folder: values.folder }),
})
const browser = await launchChromium(await findChromium())
try {
  const context = await browser.newContext({
    viewport: { width: Math.round(width / zoom), height: Math.round(height / zoom) },
    deviceScaleFactor: zoom,
  })
  await context.addInitScript((theme) => {
    localStorage.setItem('orchestrator.settings', JSON.stringify({ theme }))
  }, values.theme)
  const page = await context.newPage()
  page.on('pageerror', (error) => console.error(`the window threw: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') console.error(`the window's console: ${message.text()}`)
  })
  await page.goto(feed.url)
  await page.locator('.strip').waitFor()
  if (values.screen === 'review') await page.keyboard.type('gr')
  await page.locator(`main.${values.screen}`).waitFor()
  await page.evaluate('document.fonts.ready')
  await page.waitForLoadState('networkidle')
  for (const key of values.press.split(' ').filter((each) => each !== '')) await page.keyboard.press(key)
  if (values.click !== undefined) await page.getByRole('button', { name: values.click }).first().click()
  await page.screenshot({ path: values.out })
  console.log(`${values.out}: ${values.state}, ${values.screen}, ${values.theme}, ${width}x${height}`)
} finally {
  await browser.close()
  await feed.close()
}
