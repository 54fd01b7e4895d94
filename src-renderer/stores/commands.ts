import type { Command, CommandDone } from '../../src-shared/contract/commands.ts'
import { needsControl } from '../../src-shared/contract/control.ts'
import { CONTRACT_ERRORS } from '../../src-shared/contract/errors.ts'
import type { ContractError } from '../../src-shared/contract/messages.ts'
import type { Query, QueryAnswers } from '../../src-shared/contract/queries.ts'
import type { Result } from '../../src-shared/domain/result.ts'
import type { QueryWatch } from '../bridge/answers.ts'
import { engine } from './engine.ts'
import { notify } from './notices.ts'

/** A window that only watches does not even ask for what is the controller's: the engine takes that for an intrusion. */
async function obey(command: Command): Promise<Result<CommandDone, ContractError>> {
  const code = 'not-controller'
  if (engine().role() === 'viewer' && needsControl(command)) {
    return { ok: false, error: { code, message: CONTRACT_ERRORS[code] } }
  }
  return engine().command(command)
}

/**
 * Sends a command, once. A refusal is shown as a notice, as are those of single orders in a command that names many;
 * `silent` where the caller shows it itself.
 */
export async function sendCommand(
  command: Command,
  { silent = false }: { silent?: boolean } = {},
): Promise<Result<CommandDone, ContractError>> {
  const result = await obey(command)
  if (silent) return result
  if (!result.ok) notify({ mark: 'warning', title: 'Not done', text: result.error.message })
  else {
    for (const { refusal } of result.value.orders) {
      if (refusal !== null) notify({ mark: 'warning', title: 'Not done', text: refusal.message })
    }
  }
  return result
}

/** Asks something. Nothing is shown of a refusal: the one who asked has the place for it. */
export const runQuery = <Asked extends Query>(
  query: Asked,
  watch?: QueryWatch,
): Promise<Result<QueryAnswers[Asked['kind']], ContractError>> => engine().query(query, watch)
