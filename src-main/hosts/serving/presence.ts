import { CONTROLLER_SILENCE_MS } from '../../../src-shared/contract/protocol.ts'
import type { PresenceNote } from '../../session/cockpit-service.ts'
import type { Schedule } from '../../simulator/virtual-clock.ts'

/**
 * Tells the session whether somebody who may command is there. A window that is loaded anew is gone and back within a
 * second or two, so that one is reported gone only when nobody has come by the time after which a silent one would be:
 * either way an armed session hears of it after at most `CONTROLLER_SILENCE_MS`.
 */
export class Presence {
  private readonly tell: (note: PresenceNote) => void
  private readonly schedule: Schedule
  private cancelGone: (() => void) | null = null

  constructor(tell: (note: PresenceNote) => void, schedule: Schedule) {
    this.tell = tell
    this.schedule = schedule
  }

  /** Somebody controls who did not before. */
  came(): void {
    this.forget()
    this.tell('controller-present')
  }

  /** The connection of who controlled has ended, and nobody took over. */
  left(): void {
    this.forget()
    this.cancelGone = this.schedule(CONTROLLER_SILENCE_MS, () => {
      this.cancelGone = null
      this.tell('controller-gone')
    })
  }

  /** Who controlled has not been heard for `CONTROLLER_SILENCE_MS`, and nobody took over. */
  fellSilent(): void {
    this.forget()
    this.tell('controller-silent')
  }

  /** The cockpit ends: what is still waited for is not said any more. */
  close(): void {
    this.forget()
  }

  private forget(): void {
    this.cancelGone?.()
    this.cancelGone = null
  }
}
