import { Command, CommanderError } from 'commander'
import { readUniverse } from '../../src-main/config/universe.ts'
import { BadInput } from './bad-input.ts'
import { readGolden } from './golden-file.ts'
import { type Orders, readInput } from './input.ts'
import { type Mismatch, prove, runReference } from './prove.ts'

/** Where lines go; each comes without its line end. */
interface Terminal {
  out(line: string): void
  err(line: string): void
}

type ExitCode = 0 | 1 | 2

const SHOWN = 10

/**
 * Compares the reference with golden vectors: `INPUT GOLDEN [--order A,B] [--trade C,D]`.
 * @returns 0 when everything agrees, 1 on mismatches, 2 on bad input or flags.
 */
export function goldenCommand(args: readonly string[], terminal: Terminal): ExitCode {
  let exit: ExitCode = 0
  const command = new Command('golden')
    .description('Hold the reference strategy against golden vectors, field by field.')
    .argument('<input>', 'folder of SYMBOL.csv or SYMBOL.csv.gz, or an input .json or .json.gz')
    .argument('<golden>', 'golden vectors, .jsonl or .jsonl.gz')
    .option('--order <symbols>', 'feed order, as A,B', symbolList)
    .option('--trade <symbols>', 'symbols that decide, in order, as C,D', symbolList)
    .showSuggestionAfterError(false)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
    })
    .action((input: string, golden: string, orders: Orders) => {
      exit = compare(input, golden, orders, terminal)
    })
  try {
    command.parse(args, { from: 'user' })
    return exit
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (!(error instanceof BadInput)) throw error
    terminal.err(`error: ${error.message}`)
    return 2
  }
}

function symbolList(text: string): readonly string[] {
  const symbols = text.split(',')
  if (symbols.includes('')) throw new BadInput(`not a list of symbols: '${text}'`)
  return symbols
}

function compare(inputPath: string, goldenPath: string, orders: Orders, terminal: Terminal): ExitCode {
  const universe = readUniverse()
  if (!universe.ok) throw new BadInput(universe.error.message)
  const maps = universe.value
  const golden = readGolden(goldenPath)
  const goldenSymbols = [...new Set(golden.map((line) => String(line['sym'])))]
  const input = readInput(inputPath, orders, goldenSymbols, maps.index)
  const { lines, undecided, mismatches } = prove(golden, runReference(input, maps))

  for (const mismatch of mismatches.slice(0, SHOWN)) terminal.err(describe(mismatch))
  if (mismatches.length > SHOWN) terminal.err(`… and ${mismatches.length - SHOWN} more`)
  if (undecided > 0) {
    terminal.err(`${undecided} lines have no decision (SPY holds exactly 20 bars): only their measured fields count`)
  }
  terminal.out(`lines ${lines}, mismatches ${mismatches.length}`)
  return mismatches.length > 0 ? 1 : 0
}

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value))

function describe({ line, symbol, label, field, expected, got }: Mismatch): string {
  const where = line === null ? 'not in the golden file' : `line ${line}`
  return `${where}: ${symbol} ${label}: ${field}: expected ${shown(expected)}, got ${shown(got)}`
}
