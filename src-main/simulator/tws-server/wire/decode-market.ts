import { readContract, readContractWithExpired, skipDataLegs, skipDeltaNeutral } from './contract-fields.ts'
import { type Decode, versioned } from './decoder.ts'
import type { FieldReader } from './fields.ts'
import type {
  ContractDataRequest,
  HeadTimestampRequest,
  HistoricalDataRequest,
  MarketDataRequest,
  RealtimeBarsRequest,
  ScannerRequest,
  TickByTickRequest,
} from './requests.ts'

/** Requests about contracts and the market, by message number. */
export const MARKET_DECODERS: ReadonlyMap<number, Decode> = new Map<number, Decode>([
  [1, versioned(marketData)],
  [2, versioned((fields) => ({ kind: 'cancel-market-data', id: fields.id() }))],
  [9, versioned(contractData)],
  [20, historicalData],
  [22, scannerSubscription],
  [23, versioned((fields) => ({ kind: 'cancel-scanner-subscription', id: fields.id() }))],
  [24, versioned(() => ({ kind: 'scanner-parameters' }))],
  [25, versioned((fields) => ({ kind: 'cancel-historical-data', id: fields.id() }))],
  [50, versioned(realtimeBars)],
  [51, versioned((fields) => ({ kind: 'cancel-realtime-bars', id: fields.id() }))],
  [59, versioned((fields) => ({ kind: 'market-data-type', type: fields.integer('marketDataType') }))],
  [81, (fields) => ({ kind: 'matching-symbols', id: fields.id(), pattern: fields.text('pattern') })],
  [87, headTimestamp],
  [90, (fields) => ({ kind: 'cancel-head-timestamp', id: fields.id() })],
  [91, (fields) => ({ kind: 'market-rule', rule: fields.integer('marketRuleId') })],
  [97, tickByTick],
  [98, (fields) => ({ kind: 'cancel-tick-by-tick', id: fields.id() })],
])

function contractData(fields: FieldReader): ContractDataRequest {
  const id = fields.id()
  const contract = readContractWithExpired(fields)
  const identified = { ...contract, secIdType: fields.text('secIdType'), secId: fields.text('secId') }
  return { kind: 'contract-data', id, contract: identified, issuerId: fields.text('issuerId') }
}

function historicalData(fields: FieldReader): HistoricalDataRequest {
  const id = fields.id()
  const contract = readContractWithExpired(fields)
  const span = {
    end: fields.text('endDateTime'),
    barSize: fields.text('barSizeSetting'),
    duration: fields.text('durationStr'),
    regularHoursOnly: fields.flag('useRTH'),
    whatToShow: fields.text('whatToShow'),
    formatDate: fields.integerOrZero('formatDate'),
  }
  skipDataLegs(fields, contract)
  const keepUpToDate = fields.flag('keepUpToDate')
  return { kind: 'historical-data', id, contract, ...span, keepUpToDate, options: fields.tagValues('chartOptions') }
}

function headTimestamp(fields: FieldReader): HeadTimestampRequest {
  return {
    kind: 'head-timestamp',
    id: fields.id(),
    contract: readContractWithExpired(fields),
    regularHoursOnly: fields.flag('useRTH'),
    whatToShow: fields.text('whatToShow'),
    formatDate: fields.integerOrZero('formatDate'),
  }
}

function marketData(fields: FieldReader): MarketDataRequest {
  const id = fields.id()
  const contract = readContract(fields)
  skipDataLegs(fields, contract)
  skipDeltaNeutral(fields)
  const genericTicks = fields.list('genericTickList')
  const snapshot = fields.flag('snapshot')
  const regulatorySnapshot = fields.flag('regulatorySnapshot')
  fields.tagValues('mktDataOptions')
  return { kind: 'market-data', id, contract, genericTicks, snapshot, regulatorySnapshot }
}

function realtimeBars(fields: FieldReader): RealtimeBarsRequest {
  const id = fields.id()
  const contract = readContract(fields)
  const barSize = fields.optionalInteger('barSize')
  const whatToShow = fields.text('whatToShow')
  const regularHoursOnly = fields.flag('useRTH')
  fields.tagValues('realTimeBarsOptions')
  return { kind: 'realtime-bars', id, contract, barSize, whatToShow, regularHoursOnly }
}

function tickByTick(fields: FieldReader): TickByTickRequest {
  return {
    kind: 'tick-by-tick',
    id: fields.id(),
    contract: readContract(fields),
    tickType: fields.text('tickType'),
    numberOfTicks: fields.integerOrZero('numberOfTicks'),
    ignoreSize: fields.flag('ignoreSize'),
  }
}

function scannerSubscription(fields: FieldReader): ScannerRequest {
  const scan = {
    id: fields.id(),
    rows: fields.optionalInteger('numberOfRows'),
    instrument: fields.text('instrument'),
    location: fields.text('locationCode'),
    scanCode: fields.text('scanCode'),
    abovePrice: fields.optionalDouble('abovePrice'),
    belowPrice: fields.optionalDouble('belowPrice'),
    aboveVolume: fields.optionalInteger('aboveVolume'),
    marketCapAbove: fields.optionalDouble('marketCapAbove'),
    marketCapBelow: fields.optionalDouble('marketCapBelow'),
  }
  // Conditions for bonds.
  fields.skip('moodyRatingAbove', 'moodyRatingBelow', 'spRatingAbove', 'spRatingBelow')
  fields.skip('maturityDateAbove', 'maturityDateBelow')
  fields.optionalDouble('couponRateAbove')
  fields.optionalDouble('couponRateBelow')
  fields.flag('excludeConvertible')
  fields.optionalInteger('averageOptionVolumeAbove')
  fields.skip('scannerSettingPairs')
  const stockType = fields.text('stockTypeFilter')
  const filters = fields.tagValues('filterOptions')
  fields.tagValues('subscriptionOptions')
  return { kind: 'scanner-subscription', ...scan, stockType, filters }
}
