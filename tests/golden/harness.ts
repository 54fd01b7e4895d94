import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readUniverse } from '../../src-main/config/universe.ts'
import { goldenCommand } from './command.ts'
import type { GoldenLine } from './golden-line.ts'
import { barsBySymbol, type MadeInput, makeInput } from './made-input.ts'
import { runReference } from './prove.ts'

/** What one call of the golden script left behind. */
export interface Run {
  readonly exit: number
  readonly out: readonly string[]
  readonly err: readonly string[]
}

/** Calls the golden script inside this process. */
export function golden(...args: string[]): Run {
  const out: string[] = []
  const err: string[] = []
  const exit = goldenCommand(args, { out: (line) => out.push(line), err: (line) => err.push(line) })
  return { exit, out, err }
}

export const made: MadeInput = makeInput()

/** What the reference says of the made-up days, on the product's universe as the script reads it. */
export const ours: readonly GoldenLine[] = referenceLines()

function referenceLines(): readonly GoldenLine[] {
  const universe = readUniverse()
  if (!universe.ok) throw new Error(universe.error.message)
  return runReference(
    { order: made.order, trade: made.trade, labels: made.ts, bars: barsBySymbol(made) },
    universe.value,
  )
}

export const jsonLines = (lines: readonly GoldenLine[]): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join('')

/** A temporary folder of files; disposing removes it. */
interface Scratch extends Disposable {
  readonly folder: string
  /** @returns the path of the written file. */
  write(name: string, content: string | Buffer): string
}

export function scratch(): Scratch {
  const folder = mkdtempSync(join(tmpdir(), 'golden-'))
  return {
    folder,
    write(name, content) {
      const path = join(folder, name)
      writeFileSync(path, content)
      return path
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  }
}

/** `ours` with the first line that `wanted` picks replaced. */
export function withFirst(
  wanted: (line: GoldenLine) => boolean,
  change: (line: GoldenLine) => readonly GoldenLine[],
): readonly GoldenLine[] {
  const at = ours.findIndex(wanted)
  const line = ours[at]
  if (line === undefined) throw new Error('the made-up days hold no such line')
  return [...ours.slice(0, at), ...change(line), ...ours.slice(at + 1)]
}

export const isEntry = (line: GoldenLine): boolean => line['flow'] === 'entry'
