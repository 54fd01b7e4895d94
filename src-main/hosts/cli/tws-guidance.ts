import type { LiveMarketState } from '../../market/live-market.ts'

/** The link would go on trying; a command does not. */
const GOES_ON = /; (?:it|the connection) is (?:tried again|made anew)[.]/

/** What to look at in TWS when a command could not connect, with what was tried and what became of it. */
export function connectionGuidance({
  host,
  port,
  client,
  reason,
}: Pick<LiveMarketState, 'host' | 'port' | 'client' | 'reason'>): string {
  return [
    `No connection to TWS or IB Gateway at ${host}:${port} as client ${client}: ${reason.replace(GOES_ON, '.')}`,
    'Is TWS or IB Gateway running and logged in? Under Global Configuration, API, Settings: switch "Enable ActiveX and',
    'Socket Clients" on and compare the socket port (by default TWS 7497 paper and 7496 live, IB Gateway 4002 paper and',
    '4001 live); from another machine, add its address to "Trusted IPs".',
    'Another address: orchestrator --ibkr-host HOST --ibkr-port PORT --ibkr-client-id N, before the command.',
  ].join(' ')
}
