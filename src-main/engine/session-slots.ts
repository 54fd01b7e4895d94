import { ENGINE_BAR_MS, MINUTE_MS, type SessionDay } from '../../src-shared/domain/time.ts'

/** One five-minute slot of a regular session. */
export interface Slot {
  /** Index of its session in the epoch's list. */
  readonly session: number
  /** Position within its session, from 0. */
  readonly index: number
  /** Position among all slots of all sessions of the epoch. */
  readonly ordinal: number
}

/** The epoch's sessions, cut into slots. */
export class SessionSlots {
  readonly sessions: readonly SessionDay[]
  private readonly firstOrdinals: readonly number[]
  private lastFound = 0
  private lastStart = Number.NaN
  private lastSlot: Slot | null = null

  /** @throws RangeError when the sessions are not ascending */
  constructor(sessions: readonly SessionDay[]) {
    this.sessions = sessions
    const ordinals: number[] = []
    let ordinal = 0
    let end = Number.NEGATIVE_INFINITY
    for (const day of sessions) {
      if (day.open < end || day.close <= day.open) throw new RangeError(`session ${day.date} is out of order`)
      end = day.close
      ordinals.push(ordinal)
      ordinal += Math.ceil((day.close - day.open) / ENGINE_BAR_MS)
    }
    this.firstOrdinals = ordinals
  }

  /** The slot that starts at `start` (UTC ms), or null when none does. */
  slotAt(start: number): Slot | null {
    if (start === this.lastStart) return this.lastSlot
    this.lastStart = start
    this.lastSlot = this.findSlot(start)
    return this.lastSlot
  }

  private findSlot(start: number): Slot | null {
    const session = this.sessionAt(start)
    if (session === -1) return null
    const offset = start - this.sessions[session]!.open
    if (offset % ENGINE_BAR_MS !== 0) return null
    const index = offset / ENGINE_BAR_MS
    return { session, index, ordinal: this.firstOrdinals[session]! + index }
  }

  /** Exchange-time minute of day at `time` within session `session`. */
  minuteOfDay(session: number, time: number): number {
    const day = this.sessions[session]!
    return day.openMinute + (time - day.open) / MINUTE_MS
  }

  /** Index of the session that holds `time`, or −1. Bars come in time order, so the last answer is tried first. */
  private sessionAt(time: number): number {
    const last = this.sessions[this.lastFound]
    if (last !== undefined && time >= last.open && time < last.close) return this.lastFound
    let low = 0
    let high = this.sessions.length - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const day = this.sessions[middle]!
      if (time < day.open) high = middle - 1
      else if (time >= day.close) low = middle + 1
      else {
        this.lastFound = middle
        return middle
      }
    }
    return -1
  }
}
