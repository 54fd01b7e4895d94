import type { BrokerEvent } from '../../../src-main/broker/broker.ts'
import type { OrderReport } from '../../../src-main/broker/reports.ts'

/**
 * What two brokers have to agree on. TWS tells the average of a position with commissions only, and of the profits of
 * a trade only what is left after them.
 */
export function normal(events: readonly BrokerEvent[]): Readonly<Record<string, unknown>> {
  const of = <Kind extends BrokerEvent['kind']>(kind: Kind): Extract<BrokerEvent, { kind: Kind }>[] =>
    events.filter((event): event is Extract<BrokerEvent, { kind: Kind }> => event.kind === kind)
  return {
    executions: of('execution').map(({ execution }) => execution),
    commissions: of('commission').map(({ commission: { realised: _gross, ...rest } }) => rest),
    positions: of('position').map(({ position: { account, symbol, shares, averageCost } }) => {
      return { account, symbol, shares, averageCost: Math.round(averageCost * 1e6) / 1e6 }
    }),
    refusals: of('refusal').map(({ request, ref, code }) => `${request} ${ref} ${code}`),
    orders: lives(of('order').map(({ order }) => order)),
  }
}

/** How each order stood, one after the other, without repetitions. */
function lives(reports: readonly OrderReport[]): Record<string, OrderReport[]> {
  const orders: Record<string, OrderReport[]> = {}
  for (const report of reports) {
    const life = orders[report.ref ?? `${report.permId}`] ?? []
    orders[report.ref ?? `${report.permId}`] = life
    if (JSON.stringify(life.at(-1)) !== JSON.stringify(report)) life.push(report)
  }
  return orders
}
