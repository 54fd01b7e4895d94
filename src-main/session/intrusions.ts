import type { AuditLog } from '../audit/audit-log.ts'
import type { OperatorClock } from '../market/clock.ts'
import type { Actor } from './cockpit-service.ts'

/** Rows a second; more are only counted. */
const KEPT_A_SECOND = 5
const SECOND_MS = 1_000
/** Characters of a detail that are kept: it comes from outside. */
const DETAIL_CHARACTERS = 500

/** Writes down what came in that is not as it should be, a few rows a second at most. */
export class Intrusions {
  private readonly operator: Pick<OperatorClock, 'monotonic'>
  private second = Number.NEGATIVE_INFINITY
  private kept = 0
  private passedOver = 0

  constructor(operator: Pick<OperatorClock, 'monotonic'>) {
    this.operator = operator
  }

  report(log: AuditLog, by: Actor, code: string, detail: string): void {
    const now = this.operator.monotonic()
    if (now - this.second >= SECOND_MS) {
      this.second = now
      this.kept = 0
    }
    if (this.kept >= KEPT_A_SECOND) {
      this.passedOver += 1
      return
    }
    this.kept += 1
    this.write(log, by.toWellFormed(), code, detail.slice(0, DETAIL_CHARACTERS).toWellFormed())
  }

  /** Those that were only counted and that no later row has told of yet. */
  close(log: AuditLog): void {
    if (this.passedOver > 0) this.write(log, '', 'too-many', 'further ones within a second were only counted')
  }

  private write(log: AuditLog, by: Actor, code: string, detail: string): void {
    const written = log.append({ type: 'intrusion', payload: { by, code, detail, passedOver: this.passedOver } })
    if (written.ok) this.passedOver = 0
    log.flush()
  }
}
