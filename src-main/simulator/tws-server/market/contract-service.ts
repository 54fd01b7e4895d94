import type { ClientSession, GatewayService } from '../service.ts'
import { contractData, contractDataEnd, marketRule, symbolSamples } from '../wire/contract-messages.ts'
import type { ContractDataRequest } from '../wire/requests.ts'
import { type StockContract, VENUES } from './contracts.ts'
import type { MarketContext } from './market-context.ts'

/** Prices of US stocks: hundredths of a cent below a dollar, cents above (SEC Rule 612). */
const STOCK_RULE = {
  rule: 26,
  increments: [
    { lowEdge: 0, increment: 0.0001 },
    { lowEdge: 1, increment: 0.01 },
  ],
}
const MOST_SAMPLES = 16

const ORDER_TYPES = (
  'ACTIVETIM,ADJUST,ALERT,ALLOC,AON,COND,DAY,GAT,GTC,GTD,GTT,HID,IOC,LIT,LMT,LOC,LOO,MIT,MKT,MOC,MOO,OCA,OPG,STP,' +
  'STPLMT,TRAIL,TRAILLIT,TRAILLMT,TRAILMIT,WHATIF'
).split(',')

/** What can be asked about listings: details, symbols that match, price rules. */
export function createContractService(context: MarketContext): GatewayService {
  function details(session: ClientSession, { id, contract: query }: ContractDataRequest): void {
    const contract = context.contracts.match(query)
    if (contract === null) {
      session.error(id, 200, 'No security definition has been found for the request')
      return
    }
    const venues = [...new Set([...VENUES, contract.primaryExchange])]
    session.send(
      contractData(session.serverVersion, {
        id,
        listing: contract,
        name: contract.name,
        stockType: contract.kind === 'etf' ? 'ETF' : 'COMMON',
        primaryExchange: contract.primaryExchange,
        exchange: query.exchange || 'SMART',
        venues,
        orderTypes: ORDER_TYPES,
        minTick: 0.01,
        marketRules: venues.map(() => STOCK_RULE.rule),
        industry: contract.industry,
        category: contract.category,
        subcategory: contract.category,
        ...context.hours(context.marketNow()),
      }),
    )
    session.send(contractDataEnd(session.serverVersion, { id }))
  }

  function samples(session: ClientSession, { id, pattern }: { readonly id: number; readonly pattern: string }): void {
    const wanted = pattern.trim().toUpperCase()
    const bySymbol = ({ symbol }: StockContract): boolean => symbol.startsWith(wanted)
    const byName = ({ name }: StockContract): boolean => name.toUpperCase().includes(wanted)
    const listings = context.contracts.all()
    const matches =
      wanted === '' ? [] : [...listings.filter(bySymbol), ...listings.filter((one) => !bySymbol(one) && byName(one))]
    const found = matches.slice(0, MOST_SAMPLES).map(({ conId, symbol, name, primaryExchange }) => ({
      ...{ conId, symbol, name, primaryExchange },
      derivatives: ['OPT'],
    }))
    session.send(symbolSamples(session.serverVersion, { id, samples: found }))
  }

  return {
    handlers: {
      'contract-data': details,
      'matching-symbols': samples,
      'market-rule': (session, { rule }) => {
        if (rule === STOCK_RULE.rule) session.send(marketRule(session.serverVersion, STOCK_RULE))
        else session.error(-1, 321, `Error validating request.-'cL' : cause - Invalid market rule id: ${rule}`)
      },
    },
  }
}
