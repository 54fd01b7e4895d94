import { SECOND_MS, type UtcMs } from '../../../../src-shared/domain/time.ts'
import type { SteppedEvent } from '../../exchange/steps.ts'
import type { ClientSession, GatewayService } from '../service.ts'
import type { ScannerRequest } from '../wire/requests.ts'
import { scannerData, scannerParameters } from '../wire/scanner-messages.ts'
import type { MarketContext } from './market-context.ts'
import { OpenRequests } from './open-requests.ts'
import { SCAN_KINDS, scan } from './scans.ts'

/** A scan is told anew after this much market time. */
const REFRESH_MS = 30 * SECOND_MS
const INSTRUMENT = 'STK'
const LOCATIONS = ['STK.US', 'STK.US.MAJOR']

interface Scan {
  readonly session: ClientSession
  readonly request: ScannerRequest
  told: UtcMs
}

/** Scanner subscriptions, ranked by what the market has done today. */
export function createScannerService(context: MarketContext): GatewayService {
  const open = new OpenRequests<Scan>()

  function refuse(session: ClientSession, { id, instrument, location, scanCode }: ScannerRequest): boolean {
    const invalid = (what: string): string => `Error validating request.-'bP' : cause - ${what}`
    if (open.has(session, id)) session.error(id, 322, invalid('Duplicate ticker id'))
    else if (instrument !== INSTRUMENT || !LOCATIONS.includes(location)) {
      session.error(id, 321, invalid(`Scanner instrument ${instrument} at ${location} is not available`))
    } else if (!SCAN_KINDS.has(scanCode)) {
      session.error(
        id,
        162,
        `Historical Market Data Service error message:Scanner type with code ${scanCode} is disabled`,
      )
    } else if (open.count(session) >= context.limits.scanners) {
      session.error(id, 162, 'Historical Market Data Service error message:Max number of scanner subscriptions reached')
      context.breach(session, 'scanners', `more than ${context.limits.scanners} scanner subscriptions`)
    } else return false
    return true
  }

  function begin(session: ClientSession, request: ScannerRequest): void {
    if (refuse(session, request)) return
    const subscription: Scan = { session, request, told: context.marketNow() }
    open.add(session, request.id, subscription)
    tell(subscription)
  }

  function tell({ session, request }: Scan): void {
    const { id, scanCode, rows } = request
    const most = rows === null || rows < 0 ? context.limits.scannerRows : Math.min(rows, context.limits.scannerRows)
    const listings = context.contracts
      .all()
      .map((contract) => ({ contract, figures: context.figures.of(contract.symbol) }))
    const found = scan(scanCode, listings, filterOf(request), most)
    const listed = found.map(({ contract }) => ({ listing: contract }))
    session.send(scannerData(session.serverVersion, { id, rows: listed }))
  }

  function onEvent(event: SteppedEvent): void {
    if (event.kind !== 'step') return
    for (const subscription of open.all()) {
      if (event.time - subscription.told < REFRESH_MS) continue
      subscription.told = event.time
      tell(subscription)
    }
  }

  return {
    handlers: {
      'scanner-parameters': (session) =>
        session.send(scannerParameters(session.serverVersion, { xml: parametersXml() })),
      'scanner-subscription': begin,
      'cancel-scanner-subscription': (session, { id }) => {
        if (!open.end(session, id)) {
          session.error(
            id,
            162,
            `Historical Market Data Service error message:No scanner subscription found for ticker id:${id}`,
          )
        }
      },
    },
    loseSubscriptions: () => open.clear(),
    close: context.onEvent(onEvent),
  }
}

/** Filters of the request itself and those of its list, which say the same by IBKR's names of them. */
function filterOf({ abovePrice, belowPrice, aboveVolume, stockType, filters }: ScannerRequest) {
  const listed = (tag: string): number | null => {
    const value = Number(filters.find((filter) => filter.tag === tag)?.value ?? Number.NaN)
    return Number.isFinite(value) ? value : null
  }
  return {
    abovePrice: abovePrice ?? listed('priceAbove'),
    belowPrice: belowPrice ?? listed('priceBelow'),
    aboveVolume: aboveVolume ?? listed('volumeAbove'),
    stockType: stockType || (filters.find(({ tag }) => tag === 'stkTypes')?.value ?? ''),
  }
}

/** As much of TWS's document as can be asked for here. */
function parametersXml(): string {
  const types = [...SCAN_KINDS].map(
    ([code, { name }]) =>
      `<ScanType><displayName>${name.replace('&', '&amp;')}</displayName><scanCode>${code}</scanCode>` +
      `<instruments>${INSTRUMENT}</instruments></ScanType>`,
  )
  const locations = LOCATIONS.map(
    (code) => `<Location><displayName>${code}</displayName><locationCode>${code}</locationCode></Location>`,
  )
  return (
    '<?xml version="1.0" encoding="UTF-8"?><ScanParameterResponse>' +
    `<InstrumentList><Instrument><name>US Stocks</name><type>${INSTRUMENT}</type></Instrument></InstrumentList>` +
    `<LocationTree>${locations.join('')}</LocationTree><ScanTypeList>${types.join('')}</ScanTypeList>` +
    '</ScanParameterResponse>'
  )
}
