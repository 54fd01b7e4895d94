import { CONTROLLER_SILENCE_MS, type Role } from '../../../src-shared/contract/protocol.ts'
import type { Presence } from './presence.ts'

/** A connection as the one role is concerned. */
export interface Contender {
  /** Whether it takes the role when it is free. */
  readonly wantsControl: boolean
  /** Operator time of its last message, monotonic ms. */
  readonly heardAt: number
  /** The role is another one from now on. */
  roleChanged(role: Role, reason: string): void
}

/** Told when the role is taken after nobody had it, and when nobody has it any more. */
type ControlPresence = Pick<Presence, 'came' | 'left' | 'fellSilent'>

/**
 * Who controls: one at most. The role of one that has gone, or has been silent for `CONTROLLER_SILENCE_MS`, is free; it
 * goes to the oldest that wants it and can be heard, or else to the next that is heard from.
 */
export class Control {
  /** In the order in which they came. */
  private readonly contenders = new Set<Contender>()
  private holder: Contender | null = null
  private readonly presence: ControlPresence

  constructor(presence: ControlPresence) {
    this.presence = presence
  }

  roleOf(contender: Contender): Role {
    return contender === this.holder ? 'controller' : 'viewer'
  }

  /** Its role is settled without being told. */
  join(contender: Contender): Role {
    this.contenders.add(contender)
    if (this.holder === null && contender.wantsControl) this.hold(contender)
    return this.roleOf(contender)
  }

  /** Makes it the controller, whoever was it. */
  take(contender: Contender): void {
    if (contender === this.holder) return
    const before = this.holder
    this.hold(contender)
    before?.roleChanged('viewer', 'Another window has taken control.')
    contender.roleChanged('controller', 'This window has taken control.')
  }

  /** A message of it has come: before the message is heeded, a free role is its. */
  heard(contender: Contender): void {
    if (this.holder !== null || !contender.wantsControl || !this.contenders.has(contender)) return
    this.hold(contender)
    contender.roleChanged('controller', 'No other window controls.')
  }

  leave(contender: Contender, now: number): void {
    this.contenders.delete(contender)
    if (contender !== this.holder) return
    this.holder = null
    if (!this.pass(now, 'The window that controlled has gone.')) this.presence.left()
  }

  /** Looks whether the controller can still be heard. @param now operator time, monotonic ms */
  check(now: number): void {
    if (this.holder === null || isAudible(this.holder, now)) return
    const silent = this.holder
    this.holder = null
    silent.roleChanged('viewer', `Nothing was heard from this window for ${CONTROLLER_SILENCE_MS / 1000} seconds.`)
    if (!this.pass(now, 'The window that controlled has fallen silent.')) this.presence.fellSilent()
  }

  /** @returns whether there was one to pass it to */
  private pass(now: number, reason: string): boolean {
    const next = [...this.contenders].find((each) => each.wantsControl && isAudible(each, now))
    if (next === undefined) return false
    this.holder = next
    next.roleChanged('controller', reason)
    return true
  }

  private hold(contender: Contender): void {
    const wasFree = this.holder === null
    this.holder = contender
    if (wasFree) this.presence.came()
  }
}

const isAudible = ({ heardAt }: Contender, now: number): boolean => now - heardAt <= CONTROLLER_SILENCE_MS
