import { WatchingObserver } from '../session/watching-observer.ts'
import { armableDemo, armDemo } from './armed-demo.ts'

/**
 * A process that trades a demo day live on the gateway that it started itself, and kills itself, without a word, at the
 * n-th fact about its account; at the latest at the end of the day. Arguments: database, seed, n.
 */
const [database = '', seed = '1', at = '1'] = process.argv.slice(2)
const observer = new WatchingObserver()
let left = Number(at)
observer.onTrading = () => {
  if (observer.session?.desk.state.mode !== 'live-simulated') return
  left -= 1
  if (left === 0) process.kill(process.pid, 'SIGKILL')
}
observer.onPhase = (_session, { phase }) => {
  if (phase === 'finished') process.kill(process.pid, 'SIGKILL')
}
await armDemo(armableDemo(database, Number(seed), observer), observer)
