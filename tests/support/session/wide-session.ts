import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keepHeapSmall } from '../../../src-main/hosts/keep-heap-small.ts'
import { sessionsFrom } from '../engine-inputs.ts'
import { demoCockpit } from './demo-cockpit.ts'
import { WatchingObserver } from './watching-observer.ts'
import { wideSource } from './wide-source.ts'

/**
 * A process that trades 100 symbols over six days headless, and says after each day how much memory it takes, one
 * number of megabytes a line: the resident set of the whole process or, where it may collect garbage itself
 * (`--expose-gc`), what is alive in its heap.
 */
keepHeapSmall()
const days = sessionsFrom('2024-03-04', '2024-03-11')
const folder = mkdtempSync(join(tmpdir(), 'wide-session-'))
const ends = new Set<number>(days.map(({ close }) => close))

/** Keeps nothing: what is measured is the session. */
class Forgetful extends WatchingObserver {
  override trading(): void {}
  override decisions(): void {}
}

const cockpit = demoCockpit({
  source: wideSource(100, days),
  database: join(folder, 'wide.db'),
  observer: new Forgetful(),
  headless: true,
  afterSlot: (time) => {
    if (!ends.has(time)) return Promise.resolve()
    globalThis.gc?.()
    const bytes = globalThis.gc === undefined ? process.memoryUsage.rss() : process.memoryUsage().heapUsed
    process.stdout.write(`${Math.round(bytes / 1024 / 1024)}\n`)
    return Promise.resolve()
  },
})
const started = cockpit.start()
if (!started.ok) throw new Error(started.error.message)
const end = await cockpit.finished
if (end.kind === 'failed') throw end.error
await cockpit.close()
rmSync(folder, { recursive: true })
