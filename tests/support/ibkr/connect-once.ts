import { openLink } from '../../../src-main/broker/ibkr/connection/open-link.ts'
import { utcMs } from '../../../src-shared/domain/time.ts'

/** Connects to the port of its argument, and prints how that went and what an env file left in the environment. */
const link = openLink({
  host: '127.0.0.1',
  port: Number(process.argv[2]),
  client: 1,
  time: {
    now: () => utcMs(Date.now()),
    monotonic: () => performance.now(),
    after(ms, run) {
      const timer = setTimeout(run, ms)
      return () => clearTimeout(timer)
    },
  },
  random: () => 0.5,
  marketNow: () => utcMs(Date.now()),
})
link.onConnection(({ state }) => {
  if (state !== 'ready' && state !== 'reconnecting') return
  process.stdout.write(JSON.stringify({ state, read: process.env['ENV_FILE_WAS_READ'] ?? null }))
  link.close()
})
link.connect()
