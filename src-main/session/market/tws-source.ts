import { setTimeout as delay } from 'node:timers/promises'
import { REDEMPTION_REFUSALS, type Redeem } from '../../../src-shared/domain/authorisation.ts'
import type { Ticker } from '../../../src-shared/domain/ids.ts'
import { MINUTE_MS, utcMs } from '../../../src-shared/domain/time.ts'
import { type Adapter, openAdapter } from '../../broker/ibkr/open-adapter.ts'
import type { Universe } from '../../config/universe.ts'
import { sessionsBetween } from '../../market/calendar.ts'
import { systemOperatorClock } from '../../market/clock.ts'
import { exchangeDate } from '../../market/exchange-time.ts'
import { MarketDataError } from '../../market/market-data.ts'
import { systemSchedule } from '../../simulator/virtual-clock.ts'
import { GatewayClock, OTHER_TIME_MS } from './gateway-clock.ts'
import { GatewayFeed } from './gateway-feed.ts'
import type { MarketSource, MarketStage, SessionEvent } from './market-source.ts'
import { type ChoiceByScan, type Chosen, fedFor, SymbolChoice } from './symbol-choice.ts'

/** Where TWS or IB Gateway listens. */
export interface TwsAddress {
  readonly host: string
  readonly port: number
  readonly client: number
}

const DAY_MS = 24 * 60 * MINUTE_MS
/** Days of the calendar that a cockpit knows, back for the warm-up and ahead for one that is left on. */
const DAYS_BACK = 14
const DAYS_AHEAD = 14
/** Operator ms in which nothing has come in before time itself is told. */
const QUIET_MS = 250

interface TwsMarket {
  readonly address: TwsAddress
  readonly universe: Universe
  /** The symbols to trade; by scan: chosen once it is connected. */
  readonly trade: readonly Ticker[] | ChoiceByScan
}

/** Operator ms in which a gateway that is there has usually answered; one that is not is waited for by the session. */
const FIRST_ANSWER_MS = 3_000
/** Between two readings of a clock that may be faster than ours. */
const READING_MS = 1_500

/**
 * The market of a TWS or IB Gateway. It begins to connect at once and waits a moment for the answer, so as to know on
 * which day it is: a simulated gateway lives in a time of its own. When nothing answers, the session goes on trying.
 */
export async function openTwsSource({ address, universe, trade }: TwsMarket): Promise<MarketSource> {
  const clock = new GatewayClock(systemOperatorClock)
  const { now } = clock
  const door = new LateDoor()
  const adapter = openAdapter({
    ...address,
    flush: 'turn',
    redeem: door.redeem,
    marketTime: { now, at: (time, run) => systemSchedule(Math.max(0, time - now()), run) },
  })
  await readClock(adapter, clock)
  const sessions = sessionsBetween(
    exchangeDate(utcMs(now() - DAYS_BACK * DAY_MS)),
    exchangeDate(utcMs(now() + DAYS_AHEAD * DAY_MS)),
  )
  const first = sessions.find(({ close }) => close > now())
  if (first === undefined) throw new RangeError('the calendar has no session to come')
  const isListed = 'length' in trade
  const { traded, instruments } = fedFor(universe, isListed ? trade : [])
  const choice = isListed ? null : new SymbolChoice(trade)
  const place = `TWS or IB Gateway at ${address.host}:${address.port}`
  return {
    kind: 'gateway',
    name: clock.isOther ? `simulated ${place}, where it is ${exchangeDate(now())}` : place,
    // Of the dry run's ids alone, which must not come twice on one day or another.
    seed: Math.floor(first.open / DAY_MS),
    fingerprint: first.date,
    instruments,
    traded,
    sessions,
    decideFrom: first.open,
    ownTime: now,
    inRealTime: !clock.isOther,
    close: () => adapter.close(),
    fillsFrom: 'quotes',
    skipped: [],
    run: (stage) => {
      // What is held is traded on, whatever is asked for now.
      const held = stage.held().filter((symbol) => !traded.includes(symbol))
      const fed = held.length === 0 ? null : fedFor(universe, [...traded, ...held])
      return runAtTws({ adapter, clock, choice, door, instruments, traded, sessions, fed }, stage)
    },
  }
}

async function readClock({ market }: Adapter, clock: GatewayClock): Promise<void> {
  await firstAnswer(market)
  if (market.state().state !== 'ready') return
  const read = async (): Promise<void> => {
    const time = await market.time()
    if (time.ok) clock.heard(time.value)
  }
  await read()
  if (!clock.isOther) return
  await delay(READING_MS)
  await read()
}

/** A clock of another time is read again and again. @returns ends it */
function readAgain({ market }: Adapter, clock: GatewayClock): () => void {
  const timer = setInterval(() => {
    void market.time().then((time) => {
      if (time.ok) clock.heard(time.value)
    })
  }, READING_MS)
  return () => clearInterval(timer)
}

/** Resolves when it is known whether the gateway is there, or when that takes too long. */
function firstAnswer(market: Adapter['market']): Promise<void> {
  return new Promise((resolve) => {
    const known = (): void => {
      stopListening()
      cancelTimer()
      resolve()
    }
    const stopListening = market.onState(({ state }) => {
      if (state === 'ready' || state === 'reconnecting') known()
    })
    const cancelTimer = systemSchedule(FIRST_ANSWER_MS, known)
    if (market.state().state === 'ready') known()
  })
}

/** Resolves when the session is over. */
function over(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

interface TwsRun extends Pick<MarketSource, 'instruments' | 'traded' | 'sessions'> {
  readonly adapter: Adapter
  readonly clock: GatewayClock
  readonly choice: SymbolChoice | null
  readonly door: LateDoor
  /** What is fed and traded, where that is more than the source began with. */
  readonly fed: Chosen | null
}

/** The adapter is there before its session: until that one's gate is, nothing that adds exposure goes out. */
class LateDoor {
  private gate: Redeem | null = null

  readonly redeem: Redeem = (authorisation, order) =>
    this.gate?.(authorisation, order) ?? {
      ok: false,
      error: { code: 'not-ours', message: REDEMPTION_REFUSALS['not-ours'] },
    }

  open(gate: Redeem): void {
    this.gate = gate
  }
}

async function* runAtTws(run: TwsRun, stage: MarketStage): AsyncGenerator<SessionEvent, void, undefined> {
  const { adapter, clock, choice, door, sessions } = run
  const { now } = clock
  door.open(stage.redeem)
  stage.accounts({ broker: adapter.broker, listed: (symbol) => adapter.market.listed(symbol) })
  const feed = new GatewayFeed({ market: adapter.market, source: run, stage, now, choice, fed: run.fed })
  const stopReading = clock.isOther ? readAgain(adapter, clock) : () => {}
  try {
    try {
      yield* feed.history()
      if (Math.abs(adapter.market.state().skew ?? 0) > OTHER_TIME_MS) throw new MarketDataError(OTHER_TIME)
    } catch (error) {
      if (!(error instanceof MarketDataError)) throw error
      stage.undecidable(error)
      // The way to the accounts stays open for what is held there.
      await over(stage.over)
      return
    }
    yield { kind: 'live', time: now() }
    feed.follow()
    const days = sessions.filter(({ open }) => open > now())
    while (!stage.over.aborted) {
      await feed.woken(QUIET_MS)
      const time = now()
      for (let next = days[0]; next !== undefined && next.open <= time; next = days[0]) {
        days.shift()
        yield { kind: 'session', day: next }
      }
      feed.rescan(time)
      yield* feed.news(time)
    }
  } finally {
    stopReading()
    feed.close()
    adapter.close()
  }
}

const OTHER_TIME =
  'The gateway answered only now, and its clock shows another day than ours: it is a simulated one. Start again now that it is there.'
