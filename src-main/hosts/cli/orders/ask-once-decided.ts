import { setTimeout as pause } from 'node:timers/promises'
import type { Command, CommandDone } from '../../../../src-shared/contract/commands.ts'
import type { ContractError } from '../../../../src-shared/contract/messages.ts'
import type { Result } from '../../../../src-shared/domain/result.ts'
import type { Terminal } from '../output/terminal.ts'
import type { Ending } from './ending.ts'
import type { ReachedCockpit } from './reach-cockpit.ts'
import { untilDecided } from './ready.ts'

/** What a cockpit that has just been opened does not know yet, and soon will. */
const NOT_YET: readonly string[] = ['no-quote', 'no-account-values', 'net-unknown', 'not-running']
/** How long that may take, and how often it is asked, ms. */
const SOON_MS = 20_000
const EVERY_MS = 250

/**
 * Asks for an order. A cockpit that has just been opened is asked again for as long as it only lacks the first price, or
 * the first decision, with which it knows the range of a symbol. What was refused has not been done.
 */
export async function askOnceDecided(
  reached: ReachedCockpit,
  command: Command,
  ending: Ending,
  terminal: Terminal,
): Promise<Result<CommandDone, ContractError>> {
  const { client, owned } = reached
  const until = performance.now() + SOON_MS
  let hasWaited = false
  while (true) {
    const answer = await client.command(command)
    if (!owned || answer.ok) return answer
    const { code } = answer.error
    if (code === 'no-range' && !hasWaited) {
      hasWaited = true
      if (!(await untilDecided(reached, ending, terminal))) return answer
    } else if (NOT_YET.includes(code) && performance.now() < until) {
      await pause(EVERY_MS)
      ending.check()
    } else {
      return answer
    }
  }
}
