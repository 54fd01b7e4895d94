import { Argument, Command } from 'commander'
import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import type { Result } from '../../../../src-shared/domain/result.ts'
import { sectorEtfOf, symbolsOf, type Universe } from '../../../config/universe.ts'
import { withoutSymbol, withSector, withSymbol } from '../../../config/universe-edit.ts'
import { CommandFailure } from '../exit-codes.ts'
import { symbol } from '../option-values.ts'
import type { Terminal } from '../output/terminal.ts'
import { forgetUniverse, keepUniverse, usersUniverse } from '../universe-file.ts'

const SYMBOL = 'the symbol'

const symbolArgument = (): Argument => new Argument('<symbol>', 'a symbol such as AAPL').argParser(symbol(SYMBOL))

export function universeCommand(terminal: Terminal): Command {
  return new Command('universe')
    .description('the symbols that are looked at, with their sectors: list or edit your own copy')
    .addCommand(listCommand(terminal))
    .addCommand(addCommand(terminal))
    .addCommand(removeCommand(terminal))
    .addCommand(setSectorCommand(terminal))
    .addCommand(resetCommand(terminal))
}

function listCommand(terminal: Terminal): Command {
  return new Command('list')
    .description('every symbol: its sector, the fund of that sector, its relatives')
    .option('--json', 'one JSON object a line, for programs')
    .action(async ({ json }: { readonly json?: true }) => {
      const universe = usersUniverse()
      for (const one of symbolsOf(universe)) {
        const row = rowOf(universe, one)
        terminal.line(json ? JSON.stringify(row) : lineOf(row))
      }
      await terminal.drained()
    })
}

interface UniverseRow {
  readonly symbol: Ticker
  readonly kind: 'stock' | 'etf'
  /** It is among the symbols to trade, and not only context. */
  readonly traded: boolean
  readonly sector: string | null
  readonly sectorEtf: Ticker | null
  readonly related: readonly Ticker[]
}

const rowOf = (universe: Universe, one: Ticker): UniverseRow => ({
  symbol: one,
  kind: universe.etfs.includes(one) ? 'etf' : 'stock',
  traded: universe.dayTradeUniverse.includes(one),
  sector: universe.sectors[one] ?? null,
  sectorEtf: sectorEtfOf(universe, one),
  related: universe.relatedTo[one] ?? [],
})

function lineOf({ symbol: one, kind, traded, sector, sectorEtf, related }: UniverseRow): string {
  const use = traded ? 'trade' : 'context'
  const relatives = related.length === 0 ? '' : `  related ${related.join(' ')}`
  return `${one.padEnd(6)} ${kind.padEnd(5)} ${use.padEnd(7)} ${(sectorEtf ?? '–').padEnd(5)} ${sector ?? ''}${relatives}`
}

interface AddFlags {
  readonly sector?: string
  readonly etf?: true
}

function addCommand(terminal: Terminal): Command {
  return new Command('add')
    .description('add a symbol to those to trade')
    .addArgument(symbolArgument())
    .option('--sector <name>', 'its sector; not needed for a symbol that is listed as context')
    .option('--etf', 'it is a fund and not a stock')
    .action((one: Ticker, { sector, etf }: AddFlags) => {
      const edited = edit((universe) => withSymbol(universe, one, sector ?? null, etf === true ? 'etf' : 'stock'))
      terminal.line(`${one} is in the universe: ${lineOf(rowOf(edited.universe, one))}`)
      terminal.note(`your own copy: ${edited.file}`)
    })
}

function removeCommand(terminal: Terminal): Command {
  return new Command('remove')
    .description('take a symbol out of those to trade')
    .addArgument(symbolArgument())
    .action((one: Ticker) => {
      const { universe, file } = edit((before) => withoutSymbol(before, one))
      const isContext = symbolsOf(universe).includes(one)
      terminal.line(
        isContext ? `${one} is no longer traded; it stays as context.` : `${one} is no longer in the universe.`,
      )
      terminal.note(`your own copy: ${file}`)
    })
}

function setSectorCommand(terminal: Terminal): Command {
  return new Command('set-sector')
    .description('put a symbol into another sector, whose fund counts from then on')
    .addArgument(symbolArgument())
    .argument('<sector>', 'the name of a sector, e.g. Energy')
    .action((one: Ticker, sector: string) => {
      const { universe, file } = edit((before) => withSector(before, one, sector))
      terminal.line(lineOf(rowOf(universe, one)))
      terminal.note(`your own copy: ${file}`)
    })
}

function resetCommand(terminal: Terminal): Command {
  return new Command('reset')
    .description('forget your own copy: the universe that comes with the product counts again')
    .action(() => {
      forgetUniverse()
      terminal.line('The universe is the one that comes with the product.')
    })
}

/** @throws CommandFailure with the refusal. */
function edit(change: (universe: Universe) => Result<Universe, { readonly message: string }>): {
  readonly universe: Universe
  readonly file: string
} {
  const changed = change(usersUniverse())
  if (!changed.ok) throw new CommandFailure(changed.error.message)
  return { universe: changed.value, file: keepUniverse(changed.value) }
}
