import type { WireField } from '../service.ts'
import type { WireListing } from './contract.ts'

type Fields = readonly WireField[]

/** @param xml the instruments, locations and scan codes that can be asked for */
export function scannerParameters(_serverVersion: number, { xml }: { readonly xml: string }): Fields {
  return [19, 1, xml]
}

/** One row of a scan, best first; the three texts are empty for most scans. */
export interface ScannerRow {
  readonly listing: WireListing
  readonly distance?: string
  readonly benchmark?: string
  readonly projection?: string
}

export function scannerData(
  _serverVersion: number,
  { id, rows }: { readonly id: number; readonly rows: readonly ScannerRow[] },
): Fields {
  const fields: WireField[] = [20, 3, id, rows.length]
  for (const [rank, { listing, distance = '', benchmark = '', projection = '' }] of rows.entries()) {
    fields.push(rank, listing.conId, listing.symbol, 'STK', '', 0, '', 'SMART', 'USD', listing.localSymbol)
    fields.push(listing.tradingClass, listing.tradingClass, distance, benchmark, projection, '')
  }
  return fields
}
