import type { Decision } from '../../../src-shared/domain/decision.ts'
import { signOf } from '../../../src-shared/domain/vote.ts'
import type { DeskContext } from '../desk-context.ts'
import { stopOnTick, tighterStop } from '../staging/anchor.ts'
import { placeKey } from '../state/desk-state.ts'

/** Carries out what the engine answered for an open position, in whatever book it is, whatever the mode, also while its broker is away. */
export function manage(desk: DeskContext, { symbol, close, exit }: Decision): void {
  if (exit === null) return
  for (const trade of desk.state.trades.values()) {
    if (trade.symbol !== symbol) continue
    const { book, side, bestClose } = trade
    const key = placeKey(book, symbol)
    const isBest = bestClose === null || signOf(side) * (close - bestClose) > 0
    if (isBest) desk.record({ kind: 'best-close', book, symbol, close })
    if (exit.kind === 'moveStop') {
      const tick = desk.tickOf(symbol)
      const stop = tick === null ? trade.stop : stopOnTick(side, exit.price, tick)
      if (tighterStop(side, trade.stop, stop) !== trade.stop) desk.record({ kind: 'stop-wanted', book, symbol, stop })
    }
    if (exit.kind === 'closeNow' && !desk.state.closings.has(key)) {
      desk.record({ kind: 'close-wanted', book, symbol, reason: exit.reason, limit: null })
    }
  }
}
