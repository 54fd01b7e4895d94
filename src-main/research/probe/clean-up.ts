import { orderRef } from '../../../src-shared/domain/ids.ts'
import { quantity } from '../../../src-shared/domain/quantity.ts'
import type { OrderReport } from '../../broker/reports.ts'
import type { ProbeBench } from './bench.ts'
import { PROBE_REF } from './stage.ts'

const TRIES = 8
const PAUSE_MS = 2_000

const isOfProbes = ({ ref }: OrderReport): boolean => ref?.startsWith(PROBE_REF) === true

/** Orders of probes that work, of this run and earlier ones; null when TWS does not say. */
async function open(bench: ProbeBench): Promise<readonly OrderReport[] | null> {
  const answer = await bench.broker().openOrders()
  return answer.ok ? answer.value.filter(isOfProbes) : null
}

/** What the account held before the probes, and what earlier ones had bought and not sold. */
export interface Baseline {
  readonly shares: number
  readonly bought: number
}

/** As the account is now; null when TWS does not say. */
export async function baselineOf(bench: ProbeBench): Promise<Baseline | null> {
  const [shares, bought] = [await heldShares(bench), await boughtShares(bench)]
  return shares === null || bought === null ? null : { shares, bought }
}

async function heldShares(bench: ProbeBench): Promise<number | null> {
  const answer = await bench.broker().positions()
  if (!answer.ok) return null
  const { account, symbol } = bench
  return answer.value.find((held) => held.account === account && held.symbol === symbol)?.shares ?? 0
}

/** Whether somebody else has an order in the symbol: nothing is bought beside it. */
export async function foreignOrder(bench: ProbeBench): Promise<boolean | null> {
  const answer = await bench.broker().openOrders()
  if (!answer.ok) return null
  return answer.value.some((order) => order.symbol === bench.symbol && !isOfProbes(order))
}

/** Shares that probes bought today and have not sold, by their trades; null when TWS does not say. */
async function boughtShares(bench: ProbeBench): Promise<number | null> {
  const { account, symbol } = bench
  const answer = await bench.broker().executions()
  if (!answer.ok) return null
  // A correction stands in the place of what it corrects.
  const trades = new Map<string, number>()
  for (const { execution } of answer.value) {
    const { execId, ref, action, shares } = execution
    if (execution.account !== account || execution.symbol !== symbol || !ref?.startsWith(PROBE_REF)) continue
    trades.set(execId.slice(0, execId.lastIndexOf('.')), action === 'BUY' ? shares : -shares)
  }
  return [...trades.values()].reduce((sum, shares) => sum + shares, 0)
}

async function cancelOrders(bench: ProbeBench): Promise<boolean> {
  for (let tries = 0; tries < TRIES; tries++) {
    const orders = await open(bench)
    if (orders?.length === 0) return true
    for (const { ref } of orders ?? []) if (ref !== null) bench.broker().cancel(ref)
    await bench.wait(() => false, PAUSE_MS)
  }
  return false
}

/**
 * Closes what the probes bought. A position can be told later than the trade that closed it, so only as much is sold as
 * both the position and the trades say is left.
 */
async function closeBought(bench: ProbeBench, before: Baseline, prefix: string): Promise<boolean> {
  for (let tries = 0; tries < TRIES; tries++) {
    const now = await baselineOf(bench)
    if (now?.shares === before.shares && now.bought === before.bought) return true
    const surplus = now === null ? 0 : Math.min(now.shares - before.shares, now.bought - before.bought)
    if (surplus > 0 && (await open(bench))?.length === 0) {
      const { account, symbol } = bench
      bench.broker().reduce({
        ...{ ref: orderRef(`${prefix}-close-${tries}`), revision: 1, account, symbol, role: 'close', action: 'SELL' },
        ...{ book: { kind: 'account', account }, quantity: quantity(surplus), pricing: { type: 'MKT' } },
        ...{ timeInForce: { tif: 'DAY' }, parent: null, ocaGroup: null, outsideRegularHours: false },
      })
    }
    await bench.wait(() => false, PAUSE_MS)
  }
  return false
}

/**
 * Ends what probes have working and closes what they bought.
 * @param before as it was at the beginning
 * @returns what is left nevertheless, in words; empty when all is as it was
 */
export async function cleanUp(bench: ProbeBench, before: Baseline, prefix: string): Promise<readonly string[]> {
  const ended = await cancelOrders(bench)
  const closed = await closeBought(bench, before, prefix)
  const still = (await cancelOrders(bench)) && ended
  const { symbol } = bench
  return [
    ...(still ? [] : [`orders of the probe may still work: look for references that begin with ${PROBE_REF}`]),
    ...(closed
      ? []
      : [`the position in ${symbol} is not known to be ${before.shares} shares again: look at it in TWS`]),
  ]
}
