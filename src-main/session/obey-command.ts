import type {
  ArmingRequest,
  ClockRequest,
  Command,
  CommandDone,
  TradingRequest,
} from '../../src-shared/contract/commands.ts'
import type { ContractError } from '../../src-shared/contract/messages.ts'
import type { Result } from '../../src-shared/domain/result.ts'
import type { LiveSession } from './live-session.ts'

export type Answer = Result<CommandDone, ContractError>

export const DONE: Answer = { ok: true, value: { orders: [] } }
export const refuse = (code: ContractError['code'], message: string): Answer => ({
  ok: false,
  error: { code, message },
})

export const isClockRequest = (command: Command): command is ClockRequest => command.kind.startsWith('clock-')

/** All of them, so that none is taken for a trade. */
const ARMING_KINDS: Readonly<Record<ArmingRequest['kind'], true>> = {
  arm: true,
  'extend-arming': true,
  'place-confirmed': true,
  'set-token': true,
  'remove-token': true,
}
const isArmingRequest = (command: Command): command is ArmingRequest => Object.hasOwn(ARMING_KINDS, command.kind)

/** Has a session obey what is asked of arming or of trading. */
export function obey(session: LiveSession, id: string, command: ArmingRequest | TradingRequest): Answer {
  const answer = isArmingRequest(command) ? obeyArming(session, id, command) : obeyTrading(session, id, command)
  return (
    answer ?? refuse('not-running', 'Trading does not run yet, or no longer: nothing was done. Ask again when it does.')
  )
}

function obeyTrading(session: LiveSession, id: string, command: TradingRequest): Answer | null {
  // A live order of the command line comes with the token, as `place-confirmed`.
  if (command.kind === 'place' && command.mode === 'live') {
    return refuse(
      'wrong-token',
      'An order that is placed in one step in a live mode needs the order token beside it; nothing was done.',
    )
  }
  return session.obey({ id, ...command })
}

/** The token is compared, and goes no further: what trading is asked for is without it. */
function obeyArming(session: LiveSession, id: string, request: ArmingRequest): Answer | null {
  if (request.kind !== 'place-confirmed') return session.arm(request)
  const confirmed = session.confirmToken(request.token)
  if (!confirmed.ok) return confirmed
  return session.obey({ id, kind: 'place', ...request.order, mode: 'live' })
}

/** Answers that are remembered. */
const MOST_ANSWERS = 4_096

interface Asked {
  readonly id: string
  /** The command as text, without its secrets. */
  readonly text: string
}

/** What was answered to which command, so that one that comes again is not obeyed again. */
export class AnsweredCommands {
  private readonly answers = new Map<string, { readonly text: string; readonly answer: Answer }>()

  /** What the same command was answered; null when it has not been asked. */
  find({ id, text }: Asked): Answer | null {
    const known = this.answers.get(id)
    return known?.text === text ? known.answer : null
  }

  /** Of a command whose id has been used for something else. */
  refuseReuse({ id, text }: Asked): Answer | null {
    const known = this.answers.get(id)
    if (known === undefined || known.text === text) return null
    return refuse('command-reused', `The command id ${id} has been used for something else; nothing was done.`)
  }

  remember({ id, text }: Asked, answer: Answer): void {
    // What was asked for too early may be asked for again.
    const tooEarly = !answer.ok && answer.error.code === 'not-running'
    if (tooEarly || this.answers.has(id)) return
    const [oldest] = this.answers.keys()
    if (this.answers.size >= MOST_ANSWERS && oldest !== undefined) this.answers.delete(oldest)
    this.answers.set(id, { text, answer })
  }
}
