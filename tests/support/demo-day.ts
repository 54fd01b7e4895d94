import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sessionsBetween } from '../../src-main/market/calendar.ts'
import { type RoundTrip, RoundTrips, type TradeFill } from '../../src-main/session/round-trips.ts'
import { createSessionCounter } from '../../src-main/session/session-summary.ts'
import type { DayType } from '../../src-main/simulator/synthetic/day-types.ts'
import { demoPlan, SHIPPED_SEED } from '../../src-main/simulator/synthetic/shipped-day.ts'
import { createSyntheticMarket, type SyntheticMarket } from '../../src-main/simulator/synthetic/synthetic-market.ts'
import type { Decision } from '../../src-shared/domain/decision.ts'
import { sessionDate } from '../../src-shared/domain/time.ts'
import { demoCockpit, sourceOf } from './session/demo-cockpit.ts'
import { WatchingObserver } from './session/watching-observer.ts'

/** The demo's plan with another seed or traded day, on three full sessions of June 2025. */
export function demoMarket(seed: number = SHIPPED_SEED, traded: DayType = 'mixed'): SyntheticMarket {
  const sessions = sessionsBetween(sessionDate('2025-06-02'), sessionDate('2025-06-04'))
  return createSyntheticMarket(seed, demoPlan(sessions, traded))
}

/** What a session made of a market's last day. */
interface PlayedDay {
  readonly decisions: readonly Decision[]
  /** The decisions whose entry went out. */
  readonly entries: readonly Decision[]
  readonly roundTrips: readonly RoundTrip[]
  /** Positions that were opened. */
  readonly opened: number
}

/** Plays a market headless, with everything that a session has; all days but the last only warm up. */
export async function playLastDay(market: SyntheticMarket): Promise<PlayedDay> {
  const folder = mkdtempSync(join(tmpdir(), 'played-day-'))
  const observer = new WatchingObserver()
  const trips = new RoundTrips()
  const fills: TradeFill[] = []
  observer.onTrading = (event) => {
    const fill = trips.take(event, observer.session!.desk.state)
    if (fill !== null) fills.push(fill)
  }
  const source = sourceOf(market)
  const cockpit = demoCockpit({ source, database: join(folder, 'day.db'), observer, headless: true })
  try {
    const started = cockpit.start()
    if (!started.ok) throw new Error(started.error.message)
    const end = await cockpit.finished
    if (end.kind !== 'finished') throw new Error(`the day ended: ${JSON.stringify(end)}`)
  } finally {
    await cockpit.close()
    rmSync(folder, { recursive: true })
  }
  const { events, decided } = observer
  const sent = new Set(events.flatMap((event) => (event.kind === 'order-intent' ? [event.entry.ref] : [])))
  const entries = events.flatMap((event) =>
    event.kind === 'order-staged' && sent.has(event.staged.ref)
      ? decided.filter(({ symbol, barStart }) => symbol === event.staged.symbol && barStart === event.staged.barStart)
      : [],
  )
  const roundTrips = fills.flatMap(({ roundTrip }) => roundTrip ?? [])
  const counter = createSessionCounter()
  for (const fill of fills) counter.fill(fill)
  return { decisions: decided, entries, roundTrips, opened: counter.summary(trips.totals(() => null)).entries }
}

/** The rule by which the demo's seed is chosen (strategy.md, the demo market): whether a day shows the strategy's range. */
export function showsTheRange({ decisions, entries }: PlayedDay): boolean {
  const momentum = entries.filter(({ tradeKind }) => tradeKind === 'momentum').length
  const long = entries.filter(({ candidate }) => candidate === 'long').length
  const vetoing = new Set(decisions.flatMap(({ candidate, cards }) => (candidate === null ? [] : cards[0].vetoedBy)))
  return (
    momentum >= 3 &&
    entries.length - momentum >= 2 &&
    long >= 2 &&
    entries.length - long >= 2 &&
    vetoing.size >= 4 &&
    entries.length <= 10
  )
}
