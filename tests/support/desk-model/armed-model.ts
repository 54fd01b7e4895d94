import type { AccountId } from '../../../src-shared/domain/ids.ts'
import { MINUTE_MS } from '../../../src-shared/domain/time.ts'
import { TOKEN } from './cockpit.ts'
import type { Outside } from './outside.ts'

const LOCKED_AFTER = 5
const LOCKED_MS = 5 * MINUTE_MS

/**
 * What safety.md says about being armed, told once more and independently: who is armed until when, and why not any
 * more. It may end later than the real one does, never earlier.
 */
export class ArmedModel {
  account: AccountId | null = null
  private readonly outside: Outside
  /** Monotonic ms. */
  private until = 0
  private wrong = 0
  private lockedUntil = 0

  constructor(outside: Outside) {
    this.outside = outside
  }

  /** A token was tried, and taken or not. @returns what is wrong with that; null when nothing is */
  tried(token: string, taken: boolean): string | null {
    const locked = this.outside.clocks.real < this.lockedUntil
    if (taken && token !== TOKEN) return 'a wrong token was taken'
    if (taken && locked) return 'a token was taken while five wrong ones had locked it'
    if (taken) this.wrong = 0
    return null
  }

  /** A wrong token has been counted. */
  countWrong(): void {
    this.wrong += 1
    if (this.wrong < LOCKED_AFTER) return
    this.wrong = 0
    this.lockedUntil = this.outside.clocks.real + LOCKED_MS
  }

  armed(account: AccountId, minutes: number): void {
    this.account = account
    this.until = 0
    this.extended(minutes)
  }

  /** It is lengthened, never shortened. */
  extended(minutes: number): void {
    this.until = Math.max(this.until, this.outside.clocks.monotonic + minutes * MINUTE_MS)
  }

  /** Something has happened that ends it at once. */
  ended(): void {
    this.account = null
  }

  /** Why no entry may go to an account at this moment; null when it may. */
  forbids(account: AccountId): string | null {
    const { clocks, surroundings, journal } = this.outside
    const since = (moment: number | null): number => (moment === null ? 0 : clocks.monotonic - moment)
    if (this.account === null) return 'nothing is armed'
    if (this.account !== account) return `another account is armed: ${this.account}`
    if (clocks.monotonic >= this.until) return 'its time is over'
    if (since(surroundings.silentSince) > 10_000) return 'the window has been silent'
    if (Math.abs(surroundings.skewMs) > 2_000) return 'the clocks differ'
    if (surroundings.hoursDisagree) return 'the calendar and the broker differ'
    if (surroundings.feedLost !== null) return 'the feed is lost'
    if (!surroundings.accounts.includes(account)) return 'the broker does not name the account'
    return journal.full ? 'the audit cannot be written' : null
  }
}
