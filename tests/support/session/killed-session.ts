import { demoCockpit, demoSource, onItsWay } from './demo-cockpit.ts'
import { WatchingObserver } from './watching-observer.ts'

/**
 * A process that trades a synthetic day and kills itself, without a word, at the n-th thing that happens: a step of the
 * market or an event of trading, or of the latter alone; at the latest at the end of the day.
 * Arguments: database, seed, n, `headless` or `windowed`, `anything` or `trading`, `direct` or `wire`.
 */
const [database = '', seed = '1', at = '1', kind = 'headless', counted = 'anything', way = 'direct'] =
  process.argv.slice(2)
const observer = new WatchingObserver()
let left = Number(at)
const happen = (): void => {
  left -= 1
  if (left === 0) process.kill(process.pid, 'SIGKILL')
}
if (counted === 'anything') observer.onStep = happen
let cards = 0
observer.onTrading = (event) => {
  happen()
  // Somebody approves two cards of three.
  if (event.kind !== 'order-staged' || kind === 'headless' || ++cards % 3 === 0) return
  const { ref, revision } = event.staged
  queueMicrotask(() => cockpit.command(`approve-${ref}`, { kind: 'approve', ref, revision }, 'test'))
}
// Fewer things happened than were waited for: then it is killed at the end, before that is written down.
observer.onPhase = (_session, { phase }) => {
  if (phase === 'finished') process.kill(process.pid, 'SIGKILL')
}
const source = onItsWay(demoSource(Number(seed)), way === 'wire' ? 'wire' : 'direct')
const cockpit = demoCockpit({
  database,
  source,
  observer,
  headless: kind === 'headless',
  seek: source.sessions.at(-1)!.close,
})
const started = cockpit.start()
if (!started.ok) throw new Error(started.error.message)
