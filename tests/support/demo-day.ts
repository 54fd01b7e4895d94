import { readFileSync } from 'node:fs'
import { assetPath } from '../../src-main/config/assets.ts'
import { instrumentFor, readUniverse } from '../../src-main/config/universe.ts'
import { createEngine } from '../../src-main/engine/engine.ts'
import { sessionsBetween } from '../../src-main/market/calendar.ts'
import type { RoundTrip } from '../../src-main/simulator/fills/account.ts'
import { createFillModel } from '../../src-main/simulator/fills/fill-model.ts'
import type { DayType } from '../../src-main/simulator/synthetic/day-types.ts'
import { SYNTHETIC_STOCKS } from '../../src-main/simulator/synthetic/instruments.ts'
import { demoPlan, SHIPPED_SEED } from '../../src-main/simulator/synthetic/shipped-day.ts'
import { createSyntheticMarket, type SyntheticMarket } from '../../src-main/simulator/synthetic/synthetic-market.ts'
import type { Decision } from '../../src-shared/domain/decision.ts'
import { PENNY } from '../../src-shared/domain/price.ts'
import { ENGINE_BAR_MS, sessionDate, utcMs } from '../../src-shared/domain/time.ts'

/** The demo's plan with another seed or traded day, on three full sessions of June 2025. */
export function demoMarket(seed: number = SHIPPED_SEED, traded: DayType = 'mixed'): SyntheticMarket {
  const sessions = sessionsBetween(sessionDate('2025-06-02'), sessionDate('2025-06-04'))
  return createSyntheticMarket(seed, demoPlan(sessions, traded))
}

/** What the engine and the fill model made of a market's last day. */
interface PlayedDay {
  readonly decisions: readonly Decision[]
  /** The decisions whose entry went to the book. */
  readonly entries: readonly Decision[]
  readonly roundTrips: readonly RoundTrip[]
}

/** Plays a market through the engine and the fill model alone; all days but the last only warm up. */
export function playLastDay(market: SyntheticMarket): PlayedDay {
  const engine = startedEngine(market)
  const book = createFillModel({ account: 500_000, maxPositionDollars: 10_000, shorting: true, tickOf: () => PENNY })
  const session = market.sessions.at(-1)!
  const decisions: Decision[] = []
  const entries: Decision[] = []
  for (const event of market.events()) {
    if (event.kind === 'session') continue
    if (event.kind === 'bar') {
      for (const { input } of book.onBar(event.symbol, event.bar)) engine.apply(input)
      engine.apply(event)
      continue
    }
    if (event.time <= session.open) continue
    const output = engine.apply({ kind: 'barrier', barStart: utcMs(event.time - ENGINE_BAR_MS), missing: [] })
    for (const decision of output.kind === 'decided' ? output.decisions : []) {
      decisions.push(decision)
      if (book.onDecision(decision).kind === 'entry-working') entries.push(decision)
    }
    if (event.time === session.close - ENGINE_BAR_MS) book.onEndOfDay(session)
    if (event.time === session.close) book.onClose(session)
  }
  return { decisions, entries, roundTrips: book.roundTrips() }
}

function startedEngine(market: SyntheticMarket): ReturnType<typeof createEngine> {
  const universe = readUniverse()
  if (!universe.ok) throw new Error(universe.error.message)
  const engine = createEngine()
  engine.apply({
    kind: 'epoch',
    profile: 'default',
    profileHash: '',
    profileData: JSON.parse(readFileSync(assetPath('profiles/default.json'), 'utf8')),
    instruments: market.symbols.map((symbol) => instrumentFor(universe.value, symbol)),
    traded: SYNTHETIC_STOCKS.map(({ symbol }) => symbol),
    sessions: market.sessions,
  })
  return engine
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
