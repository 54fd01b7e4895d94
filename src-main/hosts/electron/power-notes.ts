import { powerMonitor } from 'electron'
import type { PresenceNote } from '../../session/cockpit-service.ts'

/**
 * Puts into the audit what happens to the machine and its screen: an order that was due while it slept is explained by
 * it. Of a sleep and a locked screen the session is told: nobody watches over it, which ends what is armed.
 * @returns the disposer.
 */
export function notePower(note: (text: string) => void, presence: (note: PresenceNote) => void): () => void {
  const onSuspend = (): void => {
    presence('suspended')
    note('The computer goes to sleep.')
  }
  const onResume = (): void => note('The computer is awake again.')
  const onLock = (): void => {
    presence('screen-locked')
    note('The screen was locked.')
  }
  const onUnlock = (): void => note('The screen was unlocked.')
  powerMonitor.on('suspend', onSuspend)
  powerMonitor.on('resume', onResume)
  powerMonitor.on('lock-screen', onLock)
  powerMonitor.on('unlock-screen', onUnlock)
  return () => {
    powerMonitor.off('suspend', onSuspend)
    powerMonitor.off('resume', onResume)
    powerMonitor.off('lock-screen', onLock)
    powerMonitor.off('unlock-screen', onUnlock)
  }
}
