import type { Command, TradingRequest } from '../../../../src-shared/contract/commands.ts'
import { CockpitGone } from '../../attach/contract-client.ts'
import { EXIT, type ExitCode } from '../exit-codes.ts'
import type { Terminal } from '../output/terminal.ts'
import type { Ending } from './ending.ts'
import { familyOf, orderLine } from './order-text.ts'
import type { CockpitChoice, ReachedCockpit } from './reach-cockpit.ts'
import { untilLookedAfter, untilTrading } from './ready.ts'
import { refused } from './refused.ts'
import { watch } from './watch.ts'
import { withCockpit } from './with-cockpit.ts'

type Change = Extract<TradingRequest, { kind: 'modify' }>['change']

/** How long the broker's answer is waited for, ms. */
const ANSWER_MS = 6_000
/** States in which something is still to come. */
const AWAITED: readonly string[] = ['pending-modify', 'pending-cancel', 'sent', 'unknown']

export const modifyOrder = (
  ref: string,
  change: Change,
  choice: CockpitChoice,
  terminal: Terminal,
): Promise<ExitCode> =>
  withCockpit(choice, null, terminal, async (reached, ending) => {
    await untilTrading(reached, ending, terminal)
    return await ask(reached, ref, { kind: 'modify', ref, change }, ending, terminal)
  })

/** Never held up: it is asked for as soon as anything is looked after. */
export const cancelOrder = (ref: string, choice: CockpitChoice, terminal: Terminal): Promise<ExitCode> =>
  withCockpit(choice, null, terminal, async (reached, ending) => {
    await untilLookedAfter(reached, ending, terminal)
    return await ask(reached, ref, { kind: 'cancel', ref }, ending, terminal)
  })

async function ask(
  { client }: ReachedCockpit,
  ref: string,
  command: Command,
  { signal }: Ending,
  terminal: Terminal,
): Promise<ExitCode> {
  const answer = await client.command(command)
  if (!answer.ok) throw refused(answer.error)
  const refusal = answer.value.orders.find((order) => order.refusal !== null)?.refusal
  if (refusal != null) throw refused(refusal)
  let line = ''
  const watched = await watch('orders', { client, withinMs: ANSWER_MS, signal }, ({ rows }) => {
    const order = familyOf(rows, ref).find((each) => each.ref === ref)
    if (order === undefined) return undefined
    line = orderLine(order)
    if (AWAITED.includes(order.state)) return undefined
    return command.kind !== 'cancel' || order.over || order.state === 'cancel-rejected' ? order : undefined
  })
  if (watched.kind === 'ended') throw new CockpitGone(watched.message)
  if (line !== '') terminal.line(line)
  else terminal.line(`done: ${ref}`)
  if (watched.kind === 'found') {
    const { state } = watched.value
    return state === 'modify-rejected' || state === 'cancel-rejected' ? EXIT.refused : EXIT.ok
  }
  if (line !== '')
    terminal.note(`The answer has not come yet; what was asked for stands. order-status ${ref} looks again.`)
  return EXIT.ok
}
