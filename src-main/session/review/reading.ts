import { setImmediate } from 'node:timers/promises'
import type { AuditReader } from '../../audit/audit-reader.ts'
import type { QueryOptions } from '../cockpit-service.ts'

/** How long reading may keep everything else waiting, ms. */
const PATIENCE_MS = 8

/** Whoever asked does not want to know any more. */
export class Cancelled extends Error {}

/** A query under way: its reading end, and how it gives way to others. */
export interface Reading {
  readonly reader: AuditReader
  readonly signal: AbortSignal
  readonly onProgress: QueryOptions['onProgress']
}

/** Runs it piece by piece, and lets others do something when it has taken long. */
export async function inPieces<Value>(pieces: Generator<void, Value>, reading: Reading): Promise<Value> {
  let since = performance.now()
  for (;;) {
    const piece = pieces.next()
    if (piece.done) return piece.value
    if (performance.now() - since < PATIENCE_MS) continue
    await giveWay(reading)
    since = performance.now()
  }
}

/** Lets others do something. @throws Cancelled */
export async function giveWay({ signal }: Reading): Promise<void> {
  await setImmediate()
  if (signal.aborted) throw new Cancelled()
}
