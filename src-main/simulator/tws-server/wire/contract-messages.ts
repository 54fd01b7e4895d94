import type { WireField } from '../service.ts'
import type { WireListing } from './contract.ts'
import { ascii } from './session-messages.ts'
import { has } from './versions.ts'

type Fields = readonly WireField[]

export interface ContractData {
  /** The request's. */
  readonly id: number
  readonly listing: WireListing
  readonly name: string
  /** `COMMON`, `ETF`… */
  readonly stockType: string
  readonly primaryExchange: string
  /** Where the contract was asked for: `SMART`, or a venue. */
  readonly exchange: string
  readonly venues: readonly string[]
  readonly orderTypes: readonly string[]
  /** Dollars. */
  readonly minTick: number
  /** One for each venue. */
  readonly marketRules: readonly number[]
  readonly industry: string
  readonly category: string
  readonly subcategory: string
  /** `20240102:0400-20240102:2000;20240103:CLOSED`, exchange time. */
  readonly tradingHours: string
  readonly liquidHours: string
  /** Identifiers such as ISIN. */
  readonly identifiers?: readonly { readonly type: string; readonly value: string }[]
}

/** One contract that answers a request for contract details. */
export function contractData(serverVersion: number, data: ContractData): Fields {
  const { listing, identifiers = [] } = data
  const fields: WireField[] = [10, data.id, listing.symbol, 'STK', '']
  if (has(serverVersion, 'lastTradeDate')) fields.push('')
  fields.push(0, '', data.exchange, 'USD', listing.localSymbol, listing.tradingClass, listing.tradingClass)
  fields.push(listing.conId, data.minTick, '', data.orderTypes.join(','), data.venues.join(','))
  fields.push(1, 0, ascii(data.name), data.primaryExchange, '', data.industry, data.category, data.subcategory)
  fields.push('US/Eastern', data.tradingHours, data.liquidHours, '', 0, identifiers.length)
  for (const { type, value } of identifiers) fields.push(type, value)
  fields.push(1, '', '', data.marketRules.join(','), '', data.stockType)
  // Smallest size, its step, and the step that TWS suggests: stocks can be held in fractions and are traded by 100.
  fields.push(0.0001, 0.0001, 100)
  if (has(serverVersion, 'ineligibilityReasons')) fields.push(0)
  return fields
}

export function contractDataEnd(_serverVersion: number, { id }: { readonly id: number }): Fields {
  return [52, 1, id]
}

export interface SymbolSample {
  readonly conId: number
  readonly symbol: string
  readonly name: string
  readonly primaryExchange: string
  /** Security types of its derivatives: `OPT`, `WAR`… */
  readonly derivatives: readonly string[]
}

/** The contracts whose symbol or name matches a pattern. */
export function symbolSamples(
  _serverVersion: number,
  { id, samples }: { readonly id: number; readonly samples: readonly SymbolSample[] },
): Fields {
  const fields: WireField[] = [79, id, samples.length]
  for (const { conId, symbol, name, primaryExchange, derivatives } of samples) {
    fields.push(conId, symbol, 'STK', primaryExchange, 'USD', derivatives.length, ...derivatives, ascii(name), '')
  }
  return fields
}

export interface MarketRule {
  readonly rule: number
  /** Dollars: from `lowEdge` on, prices move by `increment`. */
  readonly increments: readonly { readonly lowEdge: number; readonly increment: number }[]
}

export function marketRule(_serverVersion: number, { rule, increments }: MarketRule): Fields {
  return [93, rule, increments.length, ...increments.flatMap(({ lowEdge, increment }) => [lowEdge, increment])]
}
