import type { AccountId } from '../../../src-shared/domain/ids.ts'
import { classifyAccount, liveModeOf, type Mode } from '../../../src-shared/domain/mode.ts'
import type { Config } from '../../config/keys.ts'
import { systemOperatorClock } from '../../market/clock.ts'
import { type TokenTrial, tryToken } from '../../trading/arming/token-trial.ts'
import { createGate, type LiveEntries } from '../../trading/gate.ts'
import { type Refusal, refusal } from '../../trading/risk/refusals.ts'
import type { ProbeGate } from './open-probe-bench.ts'

type Safety = Pick<Config, 'dryRun' | 'liveEnabled'>

const closed = (gate: string, says: string, opens: string): Refusal => refusal('gate-closed', { gate, says, opens })

/** Why the configuration lets no order of the probe out; null when it does. */
function refuseConfiguration({ dryRun, liveEnabled }: Safety): Refusal | null {
  if (dryRun) {
    return closed('Dry run', 'TRADING_DRY_RUN is not false, and the probe places orders.', 'Set it to false.')
  }
  if (liveEnabled) return null
  return closed('Live enabled', 'TRADING_LIVE_ENABLED is not true, and the probe places orders.', 'Set it to true.')
}

/** Why the probe does not touch accounts; null when all of them are paper by their ids, whoever started the gateway. */
export function refuseProbeAccounts(accounts: readonly AccountId[]): string | null {
  const real = accounts.find((account) => classifyAccount(account, false) !== 'paper')
  if (accounts.length === 0) return 'Paper account: the gateway named no account. Log in to TWS with your paper user.'
  if (real === undefined) return null
  return `Paper account: ${real} is not one by its id (DU…, DF…), and the probe places orders. Log in with your paper user.`
}

/**
 * Arms the probe, for paper accounts and nothing else, until the process ends: what arming asks of the configuration,
 * and the token typed once.
 * @param typed null: none was
 */
export function armProbe(config: Safety, trial: TokenTrial, typed: string | null): ProbeGate | Refusal {
  const refused = refuseConfiguration(config) ?? refuseToken(trial, typed)
  if (refused !== null) return refused
  return gateFor((account) => classifyAccount(account, false), {
    epoch: 1,
    refuse: (account, mode) => refuseConfiguration(config) ?? refusePaper(account, mode),
  })
}

/** For a gateway that this process has made itself, and can reach nobody else. */
export const simulatedProbeGate = (account: AccountId): ProbeGate =>
  gateFor(() => 'simulated', {
    epoch: 1,
    refuse: (asked, mode) =>
      asked === account && mode === 'live-simulated'
        ? null
        : refusal('wrong-account', { account: asked, armed: account }),
  })

function refuseToken(trial: TokenTrial, typed: string | null): Refusal | null {
  if (typed !== null) return tryToken(trial, 'confirm', typed)
  return closed('Token', 'the probe places orders, and no token was typed.', 'Give --confirm-token.')
}

function refusePaper(account: AccountId, mode: Mode): Refusal | null {
  if (mode === 'live-paper' && classifyAccount(account, false) === 'paper') return null
  return closed('Paper account', `${account} is not one by its id.`, 'Log in to TWS with your paper user.')
}

function gateFor(classify: (account: AccountId) => ReturnType<typeof classifyAccount>, live: LiveEntries): ProbeGate {
  const gate = createGate(systemOperatorClock, live)
  return {
    redeem: gate.redeem,
    authorise(entry) {
      const given = gate.authorise(entry, liveModeOf(classify(entry.account)))
      return given.ok ? given : { ok: false, error: given.error.message }
    },
  }
}
