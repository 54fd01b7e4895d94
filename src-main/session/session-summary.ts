import type { Decision } from '../../src-shared/domain/decision.ts'
import type { FillRole } from '../../src-shared/domain/engine-input.ts'
import type { Ticker } from '../../src-shared/domain/ids.ts'
import { EDGE_CODES, type EdgeCode } from '../../src-shared/domain/vote.ts'
import type { RoundTrips, TradeFill } from './round-trips.ts'

/** What a session came to. Money in dollars. */
export interface SessionSummary {
  readonly sessions: number
  readonly decisions: number
  /** Positions opened. */
  readonly entries: number
  /** Positions closed, by what closed them. */
  readonly exits: Readonly<Record<Exclude<FillRole, 'entry'>, number>>
  /** Candidates stopped by a veto, by the edge that is named. */
  readonly vetoes: Readonly<Record<EdgeCode, number>>
  readonly realised: number
  readonly commissions: number
  /** Realised and unrealised, less commissions. */
  readonly profit: number
}

/** Counts a session as it runs. */
export interface SessionCounter {
  session(): void
  decision(decision: Decision): void
  fill(fill: TradeFill): void
  summary(totals: ReturnType<RoundTrips['totals']>): SessionSummary
}

export function createSessionCounter(): SessionCounter {
  let sessions = 0
  let decisions = 0
  let entries = 0
  const held = new Set<Ticker>()
  const exits = { stop: 0, target: 0, close: 0 }
  const vetoes = Object.fromEntries(EDGE_CODES.map((edge) => [edge, 0])) as Record<EdgeCode, number>
  return {
    session() {
      sessions++
    },
    decision({ action, cards }) {
      decisions++
      const [named] = cards[0].vetoedBy
      if (action.kind === 'hold' && action.why === 'veto' && named !== undefined) vetoes[named]++
    },
    fill({ symbol, role, roundTrip }) {
      // A position is opened, and closed, in as many fills as it takes.
      if (role === 'entry' && !held.has(symbol)) entries++
      if (roundTrip === null) held.add(symbol)
      else held.delete(symbol)
      if (roundTrip !== null) exits[roundTrip.exit.role]++
    },
    summary({ realised, unrealised, commissions }) {
      const profit = Math.round((realised + unrealised - commissions) * 100) / 100
      return { sessions, decisions, entries, exits, vetoes, realised, commissions, profit }
    },
  }
}
