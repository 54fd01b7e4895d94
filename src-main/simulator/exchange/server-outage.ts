import type { AccountId } from '../../../src-shared/domain/ids.ts'
import type { BrokerEvent } from '../../broker/broker.ts'
import type { AccountValues, ExecutionRecord, OrderReport, PositionReport } from '../../broker/reports.ts'

/** What a broker can be asked for, as it stood at one moment. */
export interface KnownAtBroker {
  readonly open: readonly OrderReport[]
  readonly completed: readonly OrderReport[]
  readonly executions: readonly ExecutionRecord[]
  readonly positions: readonly PositionReport[]
  readonly values: ReadonlyMap<AccountId, AccountValues>
}

/**
 * TWS without its servers (1100 until 1101 or 1102): it answers with what it knew, keeps what it is asked for, and
 * hears of what happened meanwhile only afterwards.
 */
export interface ServerOutage {
  readonly known: KnownAtBroker
  readonly unheard: BrokerEvent[]
  /** Cancels and changes that came meanwhile. */
  readonly requests: (() => void)[]
}

/** Of executions that were corrected the newest version alone. */
export function latestVersions(records: readonly ExecutionRecord[]): ExecutionRecord[] {
  const stem = ({ execution: { execId } }: ExecutionRecord): string => execId.slice(0, execId.lastIndexOf('.'))
  return [...new Map(records.map((record) => [stem(record), record])).values()]
}
