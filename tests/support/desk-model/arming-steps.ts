import { reconciliationView } from '../../../src-main/trading/views/reconciliation.ts'
import type { DisarmCause } from '../../../src-shared/domain/mode-machine.ts'
import { TOKEN } from './cockpit.ts'
import type { DeskModel } from './model.ts'
import { ACCOUNTS } from './outside.ts'
import type { Picker } from './picker.ts'
import type { Step } from './trading-steps.ts'

const TOKENS = [TOKEN, TOKEN, TOKEN, TOKEN, TOKEN, 'wrong', '', `${TOKEN} `, 'Ｔｏｋｅｎ', 'x'.repeat(2_000)] as const
const MINUTES = [60, 60, 60, 5, 1, 0, Number.NaN, 100_000] as const

function arm(model: DeskModel, pick: Picker, token: string): void {
  const account = (pick.once(8) ? 'U7777777' : pick.of(ACCOUNTS)) ?? ACCOUNTS[0]
  const minutes = pick.of(MINUTES) ?? 60
  const automaticApproval = pick.once(3)
  const answer = model.cockpit.arming.arm({
    ...{ account, token, minutes, automaticApproval },
    typedAccount: null,
    heldMs: null,
  })
  const wrong = model.armed.tried(token, answer.ok)
  model.require(wrong === null, () => `arming: ${wrong}`)
  if (!answer.ok) {
    model.count(`not armed: ${answer.error.code}`)
    return
  }
  model.count('armed')
  const named = ACCOUNTS.find((each) => each === account)
  model.require(named !== undefined, `armed on ${account}, which the broker does not name`)
  if (named === undefined) return
  model.armed.armed(named, minutes)
  model.automatic = automaticApproval
  const forbidden = model.armed.forbids(named)
  model.require(forbidden === null, () => `armed although ${forbidden}`)
}

/** Arms, with a token that is mostly right. */
export const tryToArm: Step = (model, pick) => arm(model, pick, pick.of(TOKENS) ?? TOKEN)

/** Somebody guesses. */
export const guess: Step = (model, pick) => {
  for (let count = 1 + pick.below(7); count > 0; count--) arm(model, pick, `guess ${count}`)
}

/** Whatever is in the way is taken out of it, and then it is armed. */
export const armProperly: Step = async (model, pick) => {
  if (model.state.mode !== 'dry-run') return
  model.heal()
  await model.settle()
  model.quoteAll()
  acknowledgeAll(model)
  await model.settle()
  arm(model, pick, TOKEN)
}

export const extend: Step = (model, pick) => {
  const token = pick.of(TOKENS) ?? TOKEN
  const minutes = pick.of(MINUTES) ?? 60
  const answer = model.cockpit.arming.extend({ token, minutes })
  const wrong = model.armed.tried(token, answer.ok)
  model.require(wrong === null, () => `extending: ${wrong}`)
  if (answer.ok) model.armed.extended(minutes)
  model.count(answer.ok ? 'extended' : 'not extended')
}

const CAUSES: readonly DisarmCause[] = ['asked-for', 'screen-locked', 'window-gone', 'engine-error', 'quit']
export const disarm: Step = (model, pick) => {
  const { surroundings, clocks } = model.outside
  switch (pick.below(6)) {
    case 0:
      surroundings.silentSince = surroundings.silentSince === null ? clocks.monotonic : null
      break
    case 1:
      surroundings.skewMs = surroundings.skewMs === 0 ? 2_500 : 0
      break
    case 2:
      surroundings.accounts = surroundings.accounts.length === ACCOUNTS.length ? [ACCOUNTS[1]] : ACCOUNTS
      break
    case 3:
      surroundings.hoursDisagree = !surroundings.hoursDisagree
      break
    case 4:
      model.command({ kind: 'set-mode', mode: 'dry-run' })
      model.require(model.state.mode === 'dry-run', 'the way back to dry run is not open')
      break
    default:
      model.cockpit.arming.disarm(pick.of(CAUSES) ?? 'asked-for')
      model.require(model.state.mode === 'dry-run', 'it was disarmed and is not in dry run')
  }
  model.cockpit.arming.check()
}

/** The trader acknowledges what differs. */
function acknowledgeAll(model: DeskModel): void {
  for (const { differences } of reconciliationView(model.desk.view).accounts) {
    for (const { id, acknowledged } of differences) {
      if (!acknowledged) model.command({ kind: 'acknowledge', difference: id })
    }
  }
}

export const acknowledge: Step = (model) => acknowledgeAll(model)

export const reconcile: Step = (model) => {
  model.command({ kind: 'reconcile' })
}
