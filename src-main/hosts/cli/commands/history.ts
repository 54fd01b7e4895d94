import { Argument, Command } from 'commander'
import type { Bar } from '../../../../src-shared/domain/bar.ts'
import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import { exchangeLabel } from '../../../market/exchange-time.ts'
import { configurationFor } from '../configuration.ts'
import { fetchSlice } from '../history/fetch-bars.ts'
import { addHistoryFlags, checkHistoryFlags, type HistoryFlags, sessionsOf } from '../history/history-flags.ts'
import { slicesOf } from '../history/slices.ts'
import { marketFailure } from '../market-failures.ts'
import { withLiveMarket } from '../open-live-market.ts'
import { symbol } from '../option-values.ts'
import { counted } from '../output/counted.ts'
import type { Terminal } from '../output/terminal.ts'

interface ShowFlags extends HistoryFlags {
  readonly json?: true
}

export function historyCommand(terminal: Terminal): Command {
  const command = new Command('history')
    .description('the bars of a symbol in regular hours, those that are over')
    .addArgument(new Argument('<symbol>', 'a symbol such as AAPL').argParser(symbol('history')))
  return addHistoryFlags(command)
    .option('--json', 'one JSON object a line, for programs')
    .action(async (wanted: Ticker, flags: ShowFlags) => {
      checkHistoryFlags(flags)
      const { config } = configurationFor(flags, terminal)
      const { barSize } = flags
      await withLiveMarket(config, terminal, async (market, { signal }) => {
        const now = await market.time()
        if (!now.ok) throw marketFailure(now.error)
        const slices = slicesOf(sessionsOf(flags, now.value), barSize, null, now.value)
        let bars = 0
        for (const [index, slice] of slices.entries()) {
          const fetched = await fetchSlice(market, wanted, barSize, slice, now.value, signal)
          if (!fetched.ok) throw marketFailure(fetched.error)
          bars += fetched.value.length
          for (const bar of fetched.value) terminal.line(flags.json ? JSON.stringify(jsonOf(wanted, bar)) : lineOf(bar))
          terminal.progress(index + 1, slices.length, 'requests')
          await terminal.drained()
        }
        terminal.close()
        terminal.note(`${wanted}: ${counted(bars)} bars of ${barSize}`)
      })
    })
}

const jsonOf = (of: Ticker, bar: Bar) => ({ symbol: of, time: exchangeLabel(bar.start), ...bar })

function lineOf({ start, open, high, low, close, volume }: Bar): string {
  const prices = [open, high, low, close].map((price) => price.toFixed(2).padStart(9)).join(' ')
  return `${exchangeLabel(start).replace('T', ' ')} ${prices} ${counted(volume).padStart(13)}`
}
