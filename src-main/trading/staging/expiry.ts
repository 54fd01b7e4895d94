import type { OrderRef } from '../../../src-shared/domain/ids.ts'
import type { ExpiryReason } from '../journal/trading-event.ts'
import type { Moment } from '../moment.ts'
import { SUSPEND_MS } from '../settings.ts'
import { type DeskState, waitingBrackets } from '../state/desk-state.ts'
import type { StagedOrder } from './staged-order.ts'

interface Expired {
  readonly ref: OrderRef
  readonly reason: ExpiryReason
}

/**
 * When staged orders expire by operator time. The wall clock counts, because it survives a restart and sees a sleep;
 * the monotonic clock counts too, because the wall clock can be set back.
 */
export class ExpiryWatch {
  private readonly deadlines = new Map<OrderRef, number>()
  private last: Moment | null = null

  /** What has expired by now, and why. */
  expired(state: DeskState, now: Moment): Expired[] {
    const slept = this.hasSlept(now)
    return this.note(state, now).flatMap((staged): Expired[] => {
      if (slept) return [{ ref: staged.ref, reason: 'suspend' }]
      return this.isOver(staged, now) ? [{ ref: staged.ref, reason: 'time' }] : []
    })
  }

  /** Takes down when what waits will expire: from now on the wall clock may be set back. */
  note(state: DeskState, now: Moment): StagedOrder[] {
    const waiting = waitingBrackets(state)
    const refs = new Set(waiting.map(({ ref }) => ref))
    for (const ref of [...this.deadlines.keys()]) if (!refs.has(ref)) this.deadlines.delete(ref)
    for (const staged of waiting) this.deadlineOf(staged, now)
    return waiting
  }

  /** The monotonic moment at which the next waiting order expires; null when none waits. */
  next(): number | null {
    return this.deadlines.size === 0 ? null : Math.min(...this.deadlines.values())
  }

  /** Milliseconds that a waiting order has left. */
  left(staged: StagedOrder, now: Moment): number {
    return Math.max(0, Math.min(this.deadlineOf(staged, now) - now.monotonic, staged.expiresAt - now.operator))
  }

  private isOver(staged: StagedOrder, now: Moment): boolean {
    return now.operator >= staged.expiresAt || now.monotonic >= this.deadlineOf(staged, now)
  }

  /** After a restart only the wall clock knows the deadline; one set back meanwhile cannot give more than all the time. */
  private deadlineOf({ ref, expiresAt, stagedAt }: StagedOrder, now: Moment): number {
    const known = this.deadlines.get(ref)
    if (known !== undefined) return known
    const left = Math.min(expiresAt - now.operator, expiresAt - stagedAt)
    const deadline = now.monotonic + Math.max(0, left)
    this.deadlines.set(ref, deadline)
    return deadline
  }

  /** The wall clock went on while the monotonic one stood still. */
  private hasSlept(now: Moment): boolean {
    const { last } = this
    this.last = now
    if (last === null) return false
    return now.operator - last.operator - (now.monotonic - last.monotonic) > SUSPEND_MS
  }
}
