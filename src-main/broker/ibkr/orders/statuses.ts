import type { BrokerStatus } from '../../reports.ts'

/** What TWS writes in the status of an order, and what it is to us. */
const STATUSES: Readonly<Record<string, BrokerStatus>> = {
  ApiPending: 'PendingSubmit',
  PendingSubmit: 'PendingSubmit',
  PreSubmitted: 'PreSubmitted',
  Submitted: 'Submitted',
  PendingCancel: 'PendingCancel',
  ApiCancelled: 'ApiCancelled',
  Cancelled: 'Cancelled',
  Filled: 'Filled',
  Inactive: 'Inactive',
}

/** @returns null for a status that nobody has told us of */
export const readStatus = (text: unknown): BrokerStatus | null =>
  typeof text === 'string' && Object.hasOwn(STATUSES, text) ? (STATUSES[text] ?? null) : null

/** After these an order never works again; only late fills and corrections can still be told of it. */
export const isFinal = (status: BrokerStatus): boolean =>
  status === 'Filled' || status === 'Cancelled' || status === 'ApiCancelled'

/** Statuses in which the rest of an order could trade. */
export const canTrade = (status: BrokerStatus): boolean =>
  status === 'PreSubmitted' || status === 'Submitted' || status === 'PendingCancel'
