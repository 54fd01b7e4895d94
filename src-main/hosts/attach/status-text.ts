import type { Card, PositionView } from '../../../src-shared/contract/views/orders.ts'
import type { Status } from '../../../src-shared/contract/views/status.ts'
import { MODES } from '../../../src-shared/domain/mode.ts'
import { exchangeLabel } from '../../market/exchange-time.ts'
import { signedDollars } from '../cli/output/money.ts'

/** What a running cockpit shows, as lines to read. */

const PHASES: Readonly<Record<Status['state']['phase'], string>> = {
  connecting: 'waiting for the market',
  'warming-up': 'warming up',
  'catching-up': 'catching up',
  running: 'running',
  finished: 'finished: the market has no more bars',
  failed: 'failed',
}

/** Mode and account, market and time, the day's profit; then whatever needs attention. */
export function statusLines(status: Status): string[] {
  const { mode, tradingState, account, source, state, time, profit, data, audit } = status
  const troubles = [
    state.phase === 'failed' ? state.message : null,
    data.lost === null ? null : `No market data: ${data.lost}`,
    audit.failure === null ? null : `The audit cannot be written: ${audit.failure}`,
    profit.tripped ? 'The daily loss limit has tripped: no entries today.' : null,
  ]
  const trading = tradingState === 'active' ? '' : `, trading is ${tradingState}`
  const approval = status.automaticApproval ? ', approves automatically' : ''
  return [
    `${MODES[mode].shown}${trading}${approval}, account ${account.id} (${account.class})`,
    `${source.name}, ${PHASES[state.phase]}, ${exchangeLabel(time).replace('T', ' ')} New York time`,
    `P&L ${signedDollars(profit.profit)} dollars after commissions, limit −${profit.lossLimit}`,
    ...troubles.filter((trouble) => trouble !== null),
  ]
}

/** E.g. `long 20 NVDA at 487.30, +41.20 dollars, stop 484.10, target 492.40`. */
export function positionLine(position: PositionView): string {
  const { side, shares, symbol, average, unrealised, protection, decimals, closing } = position
  const price = (dollars: number | null): string => (dollars === null ? 'none' : dollars.toFixed(decimals))
  return [
    `${side} ${Math.abs(shares)} ${symbol} at ${price(average)}`,
    unrealised === null ? 'value not known' : `${signedDollars(unrealised)} dollars`,
    `stop ${price(position.stop)}${protection === 'confirmed' ? '' : ` (${protection})`}`,
    `target ${price(position.target)}`,
    ...(closing === null ? [] : [`closing: ${closing}`]),
  ].join(', ')
}

/** E.g. `BUY 20 NVDA limit 487.30, stop 484.10, target 492.40, risk 64.00 dollars, 1.6 R, 71 s left`. */
export function cardLine(card: Card): string {
  const { side, quantity, symbol, limit, stop, target, risk, rMultiple, left, decimals, inTheWay } = card
  return [
    `${side === 'long' ? 'BUY' : 'SELL'} ${quantity} ${symbol} ${limit === null ? 'at the market' : `limit ${limit.toFixed(decimals)}`}`,
    `stop ${stop.toFixed(decimals)}`,
    `target ${target.toFixed(decimals)}`,
    `risk ${risk.toFixed(2)} dollars`,
    `${rMultiple.toFixed(1)} R`,
    `${Math.max(0, Math.round(left / 1_000))} s left`,
    ...(inTheWay === null ? [] : [inTheWay.message]),
  ].join(', ')
}
