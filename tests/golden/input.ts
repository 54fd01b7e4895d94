import { statSync } from 'node:fs'
import { z } from 'zod'
import type { ReferenceBar } from '../../src-main/engine/reference/history.ts'
import { BadInput } from './bad-input.ts'
import { type BarsBySymbol, readCsvFolder } from './csv-folder.ts'
import { parseJson, readText } from './text-file.ts'

/** Bars and who is fed, and then decides, in which order. */
export interface GoldenInput {
  readonly order: readonly string[]
  readonly trade: readonly string[]
  /** Bar labels, ascending. */
  readonly labels: readonly string[]
  /** A symbol without a bar at a label has none here either. */
  readonly bars: BarsBySymbol
}

/** What the command line says about the order, instead of the input. */
export interface Orders {
  readonly order?: readonly string[]
  readonly trade?: readonly string[]
}

const barValues = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()])
const inputFile = z.object({
  order: z.array(z.string()),
  trade: z.array(z.string()),
  ts: z.array(z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)),
  bars: z.record(z.string(), z.array(barValues.nullable())),
})

/**
 * Reads a folder of CSV bars or an input file.
 * @param goldenSymbols the symbols of the golden vectors in order of appearance; with the index symbols they give the
 *   order of a folder that holds nothing else.
 * @throws BadInput
 */
export function readInput(
  path: string,
  orders: Orders,
  goldenSymbols: readonly string[],
  indexSymbols: readonly string[],
): GoldenInput {
  const input = isFolder(path) ? fromFolder(path, orders, goldenSymbols, indexSymbols) : fromFile(path, orders)
  checkOrders(path, input)
  return input
}

function isFolder(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) throw new BadInput(`${path} does not exist`)
  return stats.isDirectory()
}

function fromFolder(
  path: string,
  orders: Orders,
  goldenSymbols: readonly string[],
  indexSymbols: readonly string[],
): GoldenInput {
  const bars = readCsvFolder(path)
  const labels = new Set<string>()
  for (const ofSymbol of bars.values()) for (const label of ofSymbol.keys()) labels.add(label)
  const trade = orders.trade ?? goldenSymbols
  const order = orders.order ?? [
    ...indexSymbols.filter((symbol) => bars.has(symbol)),
    ...trade.filter((symbol) => !indexSymbols.includes(symbol)),
  ]
  const unplaced = [...bars.keys()].filter((symbol) => !order.includes(symbol))
  if (orders.order === undefined && unplaced.length > 0) {
    throw new BadInput(`${path} also holds ${unplaced.join(', ')}: name the feed order with --order`)
  }
  return { order, trade, labels: [...labels].sort(), bars }
}

function fromFile(path: string, orders: Orders): GoldenInput {
  const parsed = inputFile.safeParse(parseJson(readText(path), path))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new BadInput(`${path}: ${issue?.path.join('.')}: ${issue?.message}`)
  }
  const { ts, bars, order, trade } = parsed.data
  const late = ts.findIndex((label, i) => i > 0 && label <= (ts[i - 1] ?? ''))
  if (late >= 0) throw new BadInput(`${path}: ts.${late} does not come after the label before it`)
  const bySymbol = new Map<string, ReadonlyMap<string, ReferenceBar>>()
  for (const [symbol, rows] of Object.entries(bars)) {
    if (rows.length !== ts.length) {
      throw new BadInput(`${path}: ${symbol} has ${rows.length} bars for ${ts.length} labels`)
    }
    bySymbol.set(symbol, barsAtLabels(rows, ts))
  }
  return { order: orders.order ?? order, trade: orders.trade ?? trade, labels: ts, bars: bySymbol }
}

function barsAtLabels(
  rows: readonly (z.infer<typeof barValues> | null)[],
  labels: readonly string[],
): ReadonlyMap<string, ReferenceBar> {
  const bars = new Map<string, ReferenceBar>()
  labels.forEach((label, i) => {
    const row = rows[i]
    if (row === undefined || row === null) return
    const [open, high, low, close, volume] = row
    bars.set(label, { label, open, high, low, close, volume })
  })
  return bars
}

function checkOrders(path: string, { order, trade, bars }: GoldenInput): void {
  const missing = order.find((symbol) => !bars.has(symbol))
  if (missing !== undefined) throw new BadInput(`${path} has no bars of ${missing}`)
  const unfed = trade.find((symbol) => !order.includes(symbol))
  if (unfed !== undefined) throw new BadInput(`${unfed} is traded but not in the feed order ${order.join(',')}`)
  const twice = order.find((symbol, i) => order.indexOf(symbol) !== i) ?? trade.find((s, i) => trade.indexOf(s) !== i)
  if (twice !== undefined) throw new BadInput(`${twice} stands twice in the order`)
}
