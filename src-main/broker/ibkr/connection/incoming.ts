import { type UtcMs, utcMs } from '../../../../src-shared/domain/time.ts'
import type { OperatorTime } from '../../../market/clock.ts'
import type { LinkError } from '../link.ts'
import { explain, portOf } from './codes.ts'
import type { Farms } from './farms.ts'
import type { Input, Phase } from './machine.ts'
import type { CodeEntry, Reaction } from './reactions.ts'

/** How the private gateway of the demo marks market time: its text ends with the time in ms. */
const MARK_CODE = 90_001
/** After 100: nothing but cancels for so long, operator ms. */
const HOLD_BACK_MS = 1_000
/** A message that cannot be read may come again with each answer: it starts no more than one round of questions so long. */
const CATCH_UP_EVERY_MS = 60_000

/** What a message of TWS with a code makes the link do. */
export interface IncomingHooks {
  readonly phase: () => Phase
  readonly input: (input: Input, words: string) => void
  /** @returns whether somebody listens to errors of that id */
  readonly tell: (error: LinkError) => boolean
  readonly notice: (notice: { readonly code: number; readonly message: string }) => void
  readonly message: (severity: CodeEntry['severity'], text: string, code: number) => void
  readonly mark: ((marketTime: UtcMs) => void) | undefined
  readonly holdBack: (ms: number) => void
  /** TWS had that order id already. */
  readonly resyncIds: (id: number) => void
  readonly changePort: (port: number) => void
}

/** Takes the messages of TWS that carry a code, of one connection. @param error with the id −1: about none of ours */
export function createIncoming(time: OperatorTime, farms: Farms, hooks: IncomingHooks): (error: LinkError) => void {
  let caughtUp = Number.NEGATIVE_INFINITY

  /** Whether a message may start a round of questions to catch up with what was missed. */
  function mayCatchUp(): boolean {
    const phase = hooks.phase()
    const now = time.monotonic()
    if ((phase !== 'ready' && phase !== 'data-missing') || now - caughtUp < CATCH_UP_EVERY_MS) return false
    caughtUp = now
    return true
  }

  function inputFor(reaction: Reaction, code: number): Input | null {
    switch (reaction) {
      case 'freeze':
        return 'servers-lost'
      case 'resubscribe':
        return 'data-lost'
      case 'reconcile':
        return 'data-kept'
      case 'catch-up':
        return mayCatchUp() ? 'data-kept' : null
      case 'change-port':
        return 'port-changed'
      case 'wait-for-client-id':
        return 'client-id-busy'
      case 'wait-for-update':
        // Later on the library says 503 of single requests.
        return hooks.phase() === 'handshaking' ? 'version-unsupported' : null
      case 'reconnect':
        if (code === 507) return 'stream-broken'
        return hooks.phase() === 'opening' ? 'nobody-answers' : 'socket-lost'
      case 'farm-down':
      case 'farm-up':
      case 'farm-idle':
        return farms.needed().length > 0 ? 'farms-down' : 'farms-up'
      default:
        return null
    }
  }

  return (error) => {
    const { id, code, message } = error
    if (id === -1 && code === MARK_CODE && hooks.mark !== undefined) {
      const marked = Number(/(\d+)\s*$/.exec(message)?.[1])
      if (Number.isSafeInteger(marked)) {
        hooks.mark(utcMs(marked))
        return
      }
    }
    const { severity, reaction, text } = explain(code, message)
    if (reaction === 'slow-down') hooks.holdBack(HOLD_BACK_MS)
    if (reaction === 'resync-ids') hooks.resyncIds(id)
    if (id !== -1) {
      if (!hooks.tell(error)) hooks.message(severity, text, code)
      return
    }
    hooks.message(severity, text, code)
    farms.heed(reaction, message)
    const port = reaction === 'change-port' ? portOf(message) : null
    if (port !== null) hooks.changePort(port)
    const input = inputFor(reaction, code)
    if (input !== null) hooks.input(input, message)
    hooks.notice({ code, message })
  }
}
