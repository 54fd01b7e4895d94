import { EDGE_CODES, EDGE_NAMES } from '../../../../src-shared/domain/vote.ts'
import type { SessionSummary } from '../../../session/session-summary.ts'
import { counted } from './counted.ts'
import { signedDollars } from './money.ts'

/** A session's summary as lines to read. @param seconds real time that it took */
export function summaryText(summary: SessionSummary, bars: number, seconds: number): string {
  const { entries, exits, vetoes } = summary
  const closed = exits.stop + exits.target + exits.close
  const vetoCount = Object.values(vetoes).reduce((sum, count) => sum + count, 0)
  const byEdge = EDGE_CODES.filter((edge) => vetoes[edge] > 0).map((edge) => `${EDGE_NAMES[edge]} ${vetoes[edge]}`)
  return [
    `Sessions   ${counted(summary.sessions)} decided, ${counted(summary.decisions)} decisions on ${counted(bars)} bars`,
    `Entries    ${counted(entries)}`,
    `Exits      ${counted(closed)}: stop ${exits.stop}, target ${exits.target}, end of day ${exits.close}`,
    `Vetoes     ${counted(vetoCount)}${byEdge.length === 0 ? '' : `: ${byEdge.join(', ')}`}`,
    `P&L        ${signedDollars(summary.profit)} dollars after ${signedDollars(-summary.commissions)} commissions, simulated`,
    `Speed      ${counted(bars / Math.max(seconds, 1e-9))} bars/s, ${seconds.toFixed(1)} s`,
  ].join('\n')
}
