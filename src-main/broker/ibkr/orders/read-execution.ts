import type { Contract, CommissionReport as TwsCommission, Execution as TwsExecution } from '@stoqey/ib'
import type { AccountId } from '../../../../src-shared/domain/ids.ts'
import type { CommissionReport, Execution } from '../../reports.ts'
import { readAccount, readDollars, readId, readPrice, readRef, readShares, readSymbol } from './read-fields.ts'
import { readTwsTime } from './tws-time.ts'

const SIDES: Readonly<Record<string, Execution['action']>> = { BOT: 'BUY', SLD: 'SELL' }

/** Null for what is no trade in shares on one of the accounts; in words what makes one unreadable. */
export function readExecution(
  contract: Contract,
  said: TwsExecution,
  accounts: readonly AccountId[],
): Execution | string | null {
  const symbol = readSymbol(contract)
  const account = readAccount(said.acctNumber, accounts)
  if (symbol === null || account === null) return null
  const execId = said.execId ?? ''
  const action = SIDES[String(said.side)]
  const shares = readShares(said.shares)
  // A trade that was taken back comes as a correction to no shares, at whatever price.
  const price = readPrice(said.price) ?? (shares === 0 ? 0 : null)
  const time = readTwsTime(said.time)
  const orderId = readId(said.orderId)
  const permId = readId(said.permId)
  const client = readId(said.clientId)
  if (execId === '' || action === undefined || shares === null || price === null || time === null) {
    return `execution ${execId} of ${symbol}: ${said.side} ${said.shares} at ${said.price}, ${said.time}`
  }
  if (orderId === null || permId === null || client === null)
    return `execution ${execId} of ${symbol}: its ids are none`
  return {
    execId,
    ref: readRef(said.orderRef),
    permId,
    client,
    orderId,
    account,
    symbol,
    action,
    shares,
    price,
    time,
    cumulative: readShares(said.cumQty) ?? shares,
    averagePrice: readPrice(said.avgPrice) ?? price,
    liquidation: (readId(said.liquidation) ?? 0) > 0,
  }
}

/**
 * Null when it names no execution or no sum. TWS tells the profit of what was closed only after the commissions of
 * opening and closing it: before them it is at least what the closing one adds.
 */
export function readCommission({ execId, commission, realizedPNL }: TwsCommission): CommissionReport | null {
  const cost = readDollars(commission)
  if (execId === undefined || execId === '' || cost === null) return null
  const after = readDollars(realizedPNL)
  return {
    execId,
    commission: cost,
    realised: after === null ? null : after + cost,
    realisedAfterCommissions: after,
  }
}
