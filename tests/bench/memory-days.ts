/**
 * A process that trades 100 symbols over five days at full speed, as `orchestrator cockpit` does with a window that
 * follows, and prints its resident memory in bytes at each day's close. Arguments: the folder of bars, the database.
 */
import { keepHeapSmall } from '../../src-main/hosts/keep-heap-small.ts'
import { createCockpit } from '../../src-main/session/cockpit.ts'
import { CockpitStreams } from '../../src-main/session/streams/cockpit-streams.ts'
import { systemSchedule } from '../../src-main/simulator/virtual-clock.ts'
import { configurationOf, defaultProfile } from '../support/session/demo-cockpit.ts'
import { replayOf } from './hundred-symbols.ts'

keepHeapSmall()
const [bars = '', database = ''] = process.argv.slice(2)
const streams = new CockpitStreams({ schedule: systemSchedule })
const source = await replayOf(bars)
const closes = source.sessions.map(({ close }) => close)
const cockpit = createCockpit({
  source,
  profile: defaultProfile(),
  loaded: configurationOf(),
  database,
  app: 'bench',
  observer: streams,
  headless: true,
  fresh: true,
  slowWhileWaiting: false,
  afterSlot: (time) => {
    if (closes.includes(time)) process.stdout.write(`${process.memoryUsage.rss()}\n`)
    return Promise.resolve()
  },
})
const started = cockpit.start()
if (!started.ok) throw new Error(started.error.message)
for (const topic of ['status', 'watchlist', 'cards', 'orders', 'positions', 'activity', 'scorecard/AAPL']) {
  streams.follow(topic, () => {})
}
await cockpit.finished
await cockpit.close()
streams.close()
