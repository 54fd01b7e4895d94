import type { DisarmCause } from '../../../src-shared/domain/mode-machine.ts'
import type { Result } from '../../../src-shared/domain/result.ts'
import type { ArmingAccount } from './facts.ts'
import {
  CONNECTION_LOST_MS,
  CONTROLLER_SILENT_MS,
  closed,
  GATES,
  type GateGround,
  type GateName,
  type GateRule,
  open,
  type Standing,
  seconds,
} from './gate-rules.ts'
import { uncountable } from './lockout.ts'

/** One condition of arming as the trader sees it. */
export interface GateCheck {
  readonly gate: GateName | 'not-locked' | TypedGateName
  readonly name: string
  readonly open: boolean
  /** How it stands, with its numbers. */
  readonly says: string
  /** What would open it; empty when it is open. */
  readonly opens: string
}

const RULES = Object.entries(GATES) as readonly [GateName, GateRule][]

/** How the lock of wrong tokens stands. @param standing milliseconds that it is locked yet, or why nothing can be counted. */
export function lockGate(standing: Result<number | null, string>): GateCheck {
  if (!standing.ok) {
    const { gate, says, opens } = uncountable(standing.error)
    return shown('not-locked', gate, closed(says, opens))
  }
  const { gate } = uncountable('')
  if (standing.value === null) return shown('not-locked', gate, open('Fewer than five wrong tokens were tried.'))
  const says = `Five wrong tokens were tried: it is locked for another ${seconds(standing.value)}.`
  return shown('not-locked', gate, closed(says, 'It opens when that time is over.'))
}

const shown = (gate: GateCheck['gate'], name: string, standing: Standing): GateCheck => {
  const { open: isOpen, says } = standing
  return { gate, name, open: isOpen, says, opens: standing.open ? '' : standing.opens }
}

/** Every gate but what is typed, for the account that is chosen. */
export function armingGates(ground: GateGround): readonly GateCheck[] {
  return RULES.flatMap(([gate, { name, check, appliesTo }]) =>
    appliesTo?.(ground.account) === false ? [] : [shown(gate, name, check(ground))],
  )
}

/** The first closed one; null: all are open. */
export const firstClosed = (gates: readonly GateCheck[]): GateCheck | null => gates.find((each) => !each.open) ?? null

/** Why armed must end now; null: it need not. */
export function endedBy(ground: GateGround): DisarmCause | null {
  const rule = RULES.find(
    ([, { ends, appliesTo }]) => appliesTo?.(ground.account) !== false && ends?.when(ground) === true,
  )
  return rule?.[1].ends?.cause ?? null
}

/** When a loss that lasts ends armed, milliseconds from now; null: none lasts. */
export function endsWithin({ facts }: GateGround): number | null {
  const lasting = [
    facts.connection.lostForMs === null ? null : CONNECTION_LOST_MS - facts.connection.lostForMs,
    facts.controllerSilentMs === null ? null : CONTROLLER_SILENT_MS - facts.controllerSilentMs,
    facts.session.closesInMs,
  ].filter((ms) => ms !== null)
  return lasting.length === 0 ? null : Math.max(0, Math.min(...lasting)) + 1
}

/** How long the button of an account of real money is held. */
const HOLD_MS = 1_000

/** What is typed and held in the dialog, beside the token. */
export interface Typed {
  readonly account: string | null
  readonly heldMs: number | null
}

const TYPED_NAMES = { 'account-typed': 'Account id typed', 'button-held': 'Button held' } as const
type TypedGateName = keyof typeof TYPED_NAMES

/** What an account of real money takes beside its token; nothing for others. */
export function typedGates(account: ArmingAccount, typed: Typed): readonly GateCheck[] {
  if (account.class !== 'real') return []
  const right = typed.account === account.id
  // NaN is less than nothing, not more.
  const held = typed.heldMs !== null && typed.heldMs >= HOLD_MS
  const sayTyped = typed.account === null || typed.account === '' ? 'No account id was typed.' : 'It is another id.'
  return [
    shown(
      'account-typed',
      TYPED_NAMES['account-typed'],
      right ? open(`${account.id} was typed.`) : closed(sayTyped, `Type ${account.id}.`),
    ),
    shown(
      'button-held',
      TYPED_NAMES['button-held'],
      held
        ? open('It was held.')
        : closed(`It was held for ${seconds(typed.heldMs ?? 0)}.`, `Hold it for ${seconds(HOLD_MS)}.`),
    ),
  ]
}
