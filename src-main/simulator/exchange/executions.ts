import type { CommissionReport, Execution, ExecutionRecord } from '../../broker/reports.ts'
import type { ExchangeOrder } from './order.ts'

/** One execution with what a correction of it needs. */
export interface Trade {
  readonly order: ExchangeOrder
  readonly execution: Execution
  readonly commission: CommissionReport
  /** Cents a share, and cents. */
  readonly priceCents: number
  readonly commissionCents: number
  /** A correction has taken its place. */
  superseded: boolean
}

const hex = (value: number): string => value.toString(16).padStart(8, '0')

/** The executions since the session's open, under ids of the form that IBKR gives: `0000e0d5.6592f3a1.01.01`. */
export class ExecutionLog {
  private trades: Trade[] = []
  private readonly prefix: string
  private counter: number

  /** @param prefix and @param first whole numbers; the ids are made of them. */
  constructor(prefix: number, first: number) {
    this.prefix = hex(prefix)
    this.counter = first
  }

  /** An id that no other execution has. */
  nextId(): string {
    this.counter += 1
    return `${this.prefix}.${hex(this.counter)}.01.01`
  }

  /** The id of a correction: another number after the last dot. */
  correctedId(execId: string): string {
    const dot = execId.lastIndexOf('.')
    return `${execId.slice(0, dot)}.${String(Number(execId.slice(dot + 1)) + 1).padStart(2, '0')}`
  }

  add(trade: Trade): void {
    this.trades.push(trade)
  }

  /** The trade of that id that stands; null when there is none or it has been corrected. */
  find(execId: string): Trade | null {
    return this.trades.find(({ execution, superseded }) => !superseded && execution.execId === execId) ?? null
  }

  records(): ExecutionRecord[] {
    return this.trades.map(({ execution, commission }) => ({ execution, commission }))
  }

  startDay(): void {
    this.trades = []
  }
}
