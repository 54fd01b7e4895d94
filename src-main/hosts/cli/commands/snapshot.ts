import { Argument, Command } from 'commander'
import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import type { ListedContract, LiveQuote } from '../../../market/live-market.ts'
import { firstQuotes } from '../../../research/selection/first-quotes.ts'
import { systemSchedule } from '../../../simulator/virtual-clock.ts'
import { configurationFor } from '../configuration.ts'
import { EXIT, type SetExitCode } from '../exit-codes.ts'
import { withLiveMarket } from '../open-live-market.ts'
import { symbols } from '../option-values.ts'
import { quoteLine } from '../output/quote-line.ts'
import type { Terminal } from '../output/terminal.ts'

interface SnapshotFlags extends Readonly<Record<string, unknown>> {
  readonly json?: true
}

export function snapshotCommand(terminal: Terminal, setExitCode: SetExitCode): Command {
  return new Command('snapshot')
    .description('the quote of each symbol as it stands: bid, ask, last, volume, and how its data is labelled')
    .addArgument(new Argument('<symbols...>', 'symbols such as AAPL NVDA').argParser(symbols('snapshot')))
    .option('--json', 'one JSON object a line, for programs')
    .action(async (wanted: readonly Ticker[], flags: SnapshotFlags) => {
      const { config } = configurationFor(flags, terminal)
      const complete = await withLiveMarket(config, terminal, async (market, { signal }) => {
        const contracts: ListedContract[] = []
        let allThere = true
        const complain = (text: string): void => {
          terminal.note(text)
          allThere = false
        }
        for (const symbol of wanted) {
          const contract = await market.contract(symbol)
          if (contract.ok) contracts.push(contract.value)
          else complain(`${symbol}: ${contract.error.message}`)
        }
        const listed = contracts.map(({ symbol }) => symbol)
        const quotes = await firstQuotes(market, listed, systemSchedule, signal)
        for (const contract of contracts) {
          const quote = quotes.get(contract.symbol)
          if (quote === undefined) complain(`${contract.symbol}: no data came within five seconds.`)
          else terminal.line(flags.json ? JSON.stringify({ ...quote, name: contract.name }) : lineOf(contract, quote))
        }
        return allThere
      })
      await terminal.drained()
      setExitCode(complete ? EXIT.ok : EXIT.failed)
    })
}

const lineOf = ({ name }: ListedContract, quote: LiveQuote): string => `${quoteLine(quote)}  ${name}`
