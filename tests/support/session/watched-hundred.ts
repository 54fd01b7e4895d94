import type { MarketData } from '../../../src-main/market/market-data.ts'
import { recordedSteps, type SteppedEvent, timeOfStepped } from '../../../src-main/simulator/exchange/steps.ts'
import { MINUTE_MS, utcMs } from '../../../src-shared/domain/time.ts'
import { sessionsFrom } from '../engine-inputs.ts'
import { openHeldFloor } from './held-floor.ts'
import type { HeldMarket } from './held-source.ts'
import { eventsOf, wideSource } from './wide-source.ts'

const SYMBOLS = 100
const SEED = 1
const BEGIN_MS = 17 * MINUTE_MS
const WATCHED_MS = 11 * MINUTE_MS
/** Of the day under way. */
const NEEDED_MS = 60 * MINUTE_MS
const WINDOW_MS = 1_000

/** The most that there was of each at one moment. */
interface Peaks {
  lines: number
  /** Open requests for history. */
  histories: number
  /** Messages to the gateway in any second. */
  messages: number
}

interface WatchedHundred extends HeldMarket {
  readonly peaks: Peaks
  /** Limits that the gateway saw broken. */
  violations(): readonly unknown[]
  /** What is still open, to be asked when nobody follows anything any more. */
  atRest(): { readonly lines: number; readonly histories: number }
  close(): Promise<void>
}

/** 100 symbols behind a gateway that holds its client to every limit of TWS, and is looked at all the time. */
export async function watchedHundred(): Promise<WatchedHundred> {
  const sessions = sessionsFrom('2024-11-27', '2024-12-02')
  const { instruments } = wideSource(SYMBOLS, sessions)
  const symbols = instruments.map(({ symbol }) => symbol)
  const today = sessions.at(-1)!
  const market: MarketData = {
    origin: 'recorded',
    symbols,
    sessions,
    events: () => eventsOf(SEED, instruments, sessions),
  }
  const events: SteppedEvent[] = []
  for await (const event of recordedSteps(market, SEED)) {
    if (timeOfStepped(event) > today.open + NEEDED_MS) break
    // Of earlier days the bars will do.
    if (event.kind !== 'step' || event.time > today.open) events.push(event)
  }
  const floor = await openHeldFloor({ symbols, sessions, events, start: utcMs(today.open + BEGIN_MS) })
  const peaks: Peaks = { lines: 0, histories: 0, messages: 0 }
  const times: number[] = []
  floor.gateway.intercept({
    incoming(_session, fields, pass) {
      // Everything within a second of the newest one.
      const now = floor.elapsed()
      times.push(now)
      while (times[0] !== undefined && times[0] <= now - WINDOW_MS) times.shift()
      peaks.messages = Math.max(peaks.messages, times.length)
      pass(fields)
      look()
    },
  })
  const look = (): void => {
    const { lines, history } = floor.live.state()
    peaks.lines = Math.max(peaks.lines, lines.used, floor.gateway.stats().lines)
    peaks.histories = Math.max(peaks.histories, history.open)
  }
  floor.live.onState(look)
  floor.link.connect()
  let end: number | null = null
  return {
    live: floor.live,
    instruments,
    sessions,
    peaks,
    now: () => floor.now(),
    pass: (ms) => floor.pass(ms),
    isOver() {
      end ??= floor.now() + WATCHED_MS
      return floor.now() >= end
    },
    violations: () => floor.gateway.stats().violations,
    atRest: () => ({ lines: floor.live.state().lines.used, histories: floor.live.state().history.open }),
    close: () => floor.close(),
  }
}
