import { done, orRefuse, refuse } from './answers/outcome.ts'
import { close, closeForeign, flatten } from './answers/positions.ts'
import { acknowledge, reconcile, setAutomaticApproval, setTradingState, stop } from './answers/session.ts'
import { approveAll, approveShown, decline, declineAll, edit, place, stage } from './answers/waiting.ts'
import { cancel, modify } from './answers/working.ts'
import { type CommandAnswer, commandText, type TradingCommand } from './commands.ts'
import type { DeskContext } from './desk-context.ts'
import { refusal } from './risk/refusals.ts'

const MOST_ID_LENGTH = 64

/**
 * Answers a command: does what it asks for, once. The same command again gets the same answer, another one under the
 * same id is refused.
 */
export function answerCommand(desk: DeskContext, command: TradingCommand): CommandAnswer {
  const { id } = command
  if (id.length === 0 || id.length > MOST_ID_LENGTH) {
    const problem = `its id has ${id.length} characters, 1 to ${MOST_ID_LENGTH} are possible`
    return refuse(refusal('bad-command', { problem }))
  }
  const text = commandText(command)
  const known = desk.state.answers.get(id)
  if (known !== undefined) return known.text === text ? known.answer : refuse(refusal('command-reused', { id }))
  const answer = obey(desk, command)
  desk.record({ kind: 'command-answered', id, text, answer })
  return answer
}

function obey(desk: DeskContext, command: TradingCommand): CommandAnswer {
  switch (command.kind) {
    case 'stage':
      return stage(desk, command)
    case 'place':
      return place(desk, command)
    case 'edit':
      return edit(desk, command)
    case 'approve':
      return orRefuse(approveShown(desk, command), command.ref)
    case 'approve-all':
      return approveAll(desk, command)
    case 'decline':
      return decline(desk, command.ref)
    case 'decline-all':
      return declineAll(desk)
    case 'modify':
      return modify(desk, command)
    case 'cancel':
      return cancel(desk, command.ref)
    case 'close':
      return close(desk, command)
    case 'flatten':
      return flatten(desk)
    case 'close-foreign':
      return closeForeign(desk, command)
    case 'reconcile':
      return reconcile(desk)
    case 'acknowledge':
      return acknowledge(desk, command)
    case 'stop':
      return stop(desk)
    case 'set-trading-state':
      return setTradingState(desk, command)
    case 'set-automatic-approval':
      return setAutomaticApproval(desk, command)
    case 'set-mode':
      desk.record({ kind: 'mode-changed', mode: command.mode, reason: 'asked for' })
      return done()
  }
}
