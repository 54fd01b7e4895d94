import { takeOwnership } from '../../audit/ownership.ts'
import type { Config } from '../../config/keys.ts'
import { AttemptsFile } from '../../config/order-token/attempts-file.ts'
import type { Keychain } from '../../config/order-token/keychain.ts'
import { OrderTokenStore } from '../../config/order-token/order-token-store.ts'
import { findPassingProbe } from '../../research/probe/passing-probe.ts'
import type { ArmingKit } from '../../session/session-arming.ts'
import { accountLockFile, attemptsFile, makeFolderFor, probesFolder } from '../cli/data-files.ts'

/** What arming takes from this machine: the order token, the count of wrong ones, and the paper-probes that have passed. */
export function armingKit({ orderToken }: Config, keychain: Keychain): ArmingKit {
  const missing = new Map<number, string | null>()
  const look = (serverVersion: number): string | null => {
    const found = findPassingProbe(probesFolder(), serverVersion)
    return found.ok ? null : found.error
  }
  return {
    token: new OrderTokenStore(orderToken, keychain),
    attempts: new AttemptsFile(attemptsFile()),
    ownAccount(account) {
      const lock = accountLockFile(account)
      try {
        makeFolderFor(lock)
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error)
        return { ok: false, error: `${account} cannot be locked for this cockpit: ${why}.` }
      }
      const owned = takeOwnership(lock)
      if (owned.ok) return { ok: true, value: () => owned.value.release() }
      const { code, message } = owned.error
      return { ok: false, error: code === 'locked' ? `Another cockpit of yours looks after ${account}.` : message }
    },
    probeMissing(serverVersion) {
      if (serverVersion === null) return 'The version of TWS is not known yet.'
      // It is asked for with every order: a probe that passes meanwhile counts from the next start.
      const known = missing.get(serverVersion)
      if (known !== undefined) return known
      const reason = look(serverVersion)
      missing.set(serverVersion, reason)
      return reason
    },
  }
}
