import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import { CockpitGone } from '../../attach/contract-client.ts'
import { CommandFailure, EXIT, type ExitCode } from '../exit-codes.ts'
import type { Terminal } from '../output/terminal.ts'
import { type Ending, untilEndedByUser } from './ending.ts'
import { type CockpitChoice, type ReachedCockpit, reachCockpit } from './reach-cockpit.ts'
import { whatToDo } from './without-cockpit.ts'

/**
 * Does one thing with a cockpit, and gives it back: one that the command has opened is closed, which disarms it.
 * @param symbol what an own cockpit has to watch; null: what is configured
 * @throws CommandFailure also when the cockpit goes meanwhile
 */
export async function withCockpit(
  choice: CockpitChoice,
  symbol: Ticker | null,
  terminal: Terminal,
  use: (reached: ReachedCockpit, ending: Ending) => Promise<ExitCode>,
): Promise<ExitCode> {
  const ending = untilEndedByUser()
  let reached: ReachedCockpit | null = null
  try {
    reached = await reachCockpit(choice, symbol, terminal)
    return await use(reached, ending)
  } catch (error) {
    if (!(error instanceof CockpitGone)) throw error
    const what = `${reached?.database}: ${error.message} Whether what was asked has been done is not known.`
    throw new CommandFailure([what, ...whatToDo('its process')].join('\n'), EXIT.failed)
  } finally {
    await reached?.close()
    ending.dispose()
    terminal.close()
    await terminal.drained()
  }
}
