import type { CommissionReport, Execution, ExecutionRecord } from '../../reports.ts'

interface Entry {
  readonly execution: Execution
  commission: CommissionReport | null
  /** It came by itself, not as an answer: listeners were told of it. */
  told: boolean
}

/** What a message added. */
interface News {
  readonly execution: Execution | null
  readonly commission: CommissionReport | null
}
const NO_NEWS: News = { execution: null, commission: null }

/** Executions and their commissions, by id: the messages about one come in any order, and again in answers. */
export class ExecutionLog {
  private readonly entries = new Map<string, Entry>()
  /** Commissions of executions that are yet to come. */
  private readonly early = new Map<string, CommissionReport>()

  has(execId: string): boolean {
    return this.entries.has(execId)
  }

  /** @param pushed it came by itself. @returns what listeners have to be told */
  add(execution: Execution, pushed: boolean): News {
    const { execId } = execution
    const known = this.entries.get(execId)
    const entry = known ?? { execution, commission: this.early.get(execId) ?? null, told: false }
    this.entries.set(execId, entry)
    this.early.delete(execId)
    if (!pushed || entry.told) return NO_NEWS
    entry.told = true
    return { execution: entry.execution, commission: entry.commission }
  }

  addCommission(commission: CommissionReport): News {
    const entry = this.entries.get(commission.execId)
    if (entry === undefined) {
      this.early.set(commission.execId, commission)
      return NO_NEWS
    }
    const same = JSON.stringify(entry.commission) === JSON.stringify(commission)
    entry.commission = commission
    return same || !entry.told ? NO_NEWS : { execution: null, commission }
  }

  /** Those of an answer, oldest first, as they are known now. */
  records(execIds: ReadonlySet<string>): ExecutionRecord[] {
    return [...execIds]
      .flatMap((execId) => this.entries.get(execId) ?? [])
      .map(({ execution, commission }) => ({ execution, commission }))
      .sort((one, other) => one.execution.time - other.execution.time)
  }

  /** Dollars of commission of an account's executions that are known. */
  commissionsOf(account: Execution['account']): number {
    let sum = 0
    for (const { execution, commission } of this.entries.values()) {
      if (execution.account === account) sum += commission?.commission ?? 0
    }
    return Math.round(sum * 1e6) / 1e6
  }
}
