import type { Decision } from '../../../../src-shared/domain/decision.ts'
import type { SessionDay } from '../../../../src-shared/domain/time.ts'
import type { Profile } from '../../../engine/profiles/profile.ts'
import { verdict } from '../../../engine/reasons/verdict.ts'
import { signed } from '../../../engine/reasons/wording.ts'
import { exchangeLabel } from '../../../market/exchange-time.ts'
import type { TradeFill } from '../../../session/round-trips.ts'
import type { SessionSummary } from '../../../session/session-summary.ts'
import { DECISION_HEAD, decisionLine } from './decision-line.ts'
import { signedDollars } from './money.ts'
import { summaryText } from './summary-text.ts'
import type { Terminal } from './terminal.ts'

/** How a run shows what happens: lines for people, or JSON lines for programs. */
export interface RunOutput {
  session(day: SessionDay): void
  decision(decision: Decision): void
  fill(fill: TradeFill): void
  /** @param seconds real time of the run */
  summary(summary: SessionSummary, bars: number, seconds: number): void
}

/** Lines for people. */
export function textOutput(terminal: Terminal, profile: Profile): RunOutput {
  return {
    session(day) {
      terminal.line(`\n${day.date}\n${DECISION_HEAD}`)
    },
    decision(decision) {
      terminal.line(decisionLine(decision, profile, terminal.coloured))
    },
    fill(fill) {
      terminal.line(fillLine(fill))
    },
    summary(summary, bars, seconds) {
      terminal.line(`\n${summaryText(summary, bars, seconds)}`)
    },
  }
}

/** One JSON object a line, told apart by `kind`. */
export function jsonOutput(terminal: Terminal, profile: Profile): RunOutput {
  const write = (value: object): void => terminal.line(JSON.stringify(value))
  return {
    session: (day) => write({ kind: 'session', ...day }),
    decision: (decision) => write({ kind: 'decision', ...decision, verdict: verdict(decision, profile) }),
    fill: (fill) => write({ kind: 'fill', ...fill }),
    summary: (summary, bars, seconds) => write({ kind: 'summary', ...summary, bars, seconds }),
  }
}

const ROLE_WORDS = { entry: 'opened', stop: 'stopped out', target: 'took its target', close: 'closed' } as const

function fillLine({ role, side, quantity, symbol, price, time, roundTrip }: TradeFill): string {
  const result =
    roundTrip === null ? '' : `, ${signedDollars(roundTrip.profit)} dollars, ${signed(roundTrip.rMultiple)} R`
  return `${exchangeLabel(time).slice(11, 16)}  ${symbol.padEnd(6)} ${side} ${quantity} ${ROLE_WORDS[role]} at ${price.toFixed(2)}${result}`
}
