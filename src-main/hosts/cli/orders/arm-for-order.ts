import type { ArmingView } from '../../../../src-shared/contract/views/arming.ts'
import type { CommandFailure } from '../exit-codes.ts'
import type { Terminal } from '../output/terminal.ts'
import type { Ending } from './ending.ts'
import type { ReachedCockpit } from './reach-cockpit.ts'
import { found } from './ready.ts'
import { refused } from './refused.ts'
import { watch } from './watch.ts'

interface Confirmation {
  readonly token: string
  readonly account: string | null
  /** Whether an account of real money is taken. */
  readonly allowReal: boolean
}

/** For how long the command arms, minutes; it ends by itself when the command does. */
const MINUTES = 30
/** How long gates that may open by themselves are waited for, ms. */
const GATES_MS = 30_000
/** Gates that nothing but a person or another start opens. */
const FIXED_GATES: readonly string[] = [
  'dry-run-off',
  'live-enabled',
  'token',
  'allow-real-money',
  'probe',
  'differences',
  'engine',
]

/**
 * Sees to it that orders can go to the account: an own cockpit is armed for the command's duration, one that runs must
 * be armed already.
 * @throws CommandFailure that names the gate in the way
 */
export async function armFor(
  reached: ReachedCockpit,
  confirmation: Confirmation,
  ending: Ending,
  terminal: Terminal,
): Promise<void> {
  if (reached.owned) await arm(reached, confirmation, ending, terminal)
  else await checkArmed(reached, confirmation)
}

async function checkArmed({ client }: ReachedCockpit, { account, allowReal }: Confirmation): Promise<void> {
  const read = await client.read('arming')
  if (!read.ok) throw refused(read.error)
  const { armed } = read.value
  if (armed === null) {
    throw refused({
      code: 'live-closed',
      message:
        'the cockpit that runs is not armed. Arm it in its window, or place the order with --dry-run. Nothing was done.',
    })
  }
  if (armed.class === 'real' && !allowReal) throw onRealMoney(armed.account)
  if (account !== null && account !== armed.account) {
    throw refused({
      code: 'wrong-account',
      message: `the cockpit that runs is armed on ${armed.account}, not on ${account}. Nothing was done.`,
    })
  }
}

const onRealMoney = (account: string): CommandFailure =>
  refused({
    code: 'wrong-account',
    message: `${account} is an account of real money; this is for paper and simulated accounts only. Nothing was sent.`,
  })

async function arm(
  { client }: ReachedCockpit,
  { token, account, allowReal }: Confirmation,
  { signal }: Ending,
  terminal: Terminal,
): Promise<void> {
  terminal.note('arming…')
  const chosen = ({ accounts }: ArmingView): ArmingView['accounts'][number] | undefined =>
    account === null ? accounts[0] : accounts.find(({ id }) => id === account)
  const view = await watch('arming', { client, withinMs: GATES_MS, signal }, (arming) => {
    const closed = (chosen(arming)?.gates ?? arming.gates).filter((gate) => !gate.open)
    const isHopeless = closed.some(({ gate }) => FIXED_GATES.includes(gate))
    const isKnown = chosen(arming) !== undefined
    return isHopeless || (isKnown && closed.length === 0) || (arming.accounts.length > 0 && !isKnown)
      ? arming
      : undefined
  })
  const arming = view.kind === 'late' ? await latest(client) : found(view, '')
  const target = chosen(arming)
  if (target?.class === 'real' && !allowReal) throw onRealMoney(target.id)
  const closed = (target?.gates ?? arming.gates).filter((gate) => !gate.open)
  for (const { name, says, opens } of closed) terminal.note(`✗ ${name}: ${says} ${opens}`)
  const [first] = closed
  if (first !== undefined) {
    const { gate, says, opens } = first
    throw refused({ code: 'gate-closed', message: `gate ${gate}: ${says} ${opens} Nothing was sent.` })
  }
  if (target === undefined) {
    const known = arming.accounts.map(({ id }) => id).join(', ')
    const message = `there is no account ${account ?? ''} at the broker, which has ${known === '' ? 'named none' : known}. Nothing was sent.`
    throw refused({ code: 'wrong-account', message })
  }
  const answer = await client.command({
    kind: 'arm',
    account: target.id,
    token,
    minutes: MINUTES,
    typedAccount: account,
    // A button is held in the window alone: an account of real money is armed there.
    heldMs: null,
    automaticApproval: false,
  })
  if (!answer.ok) throw refused(answer.error)
  terminal.note(`armed on ${target.id} (${target.class}) until this command ends`)
}

async function latest(client: ReachedCockpit['client']): Promise<ArmingView> {
  const read = await client.read('arming')
  if (!read.ok) throw refused(read.error)
  return read.value
}
