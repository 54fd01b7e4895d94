import type { ArmingGateView, ArmingView } from '../../../../src-shared/contract/views/arming.ts'

export const gateOf = (
  gate: string,
  name: string,
  shut: { says: string; opens: string } | null = null,
): ArmingGateView => ({
  gate,
  name,
  open: shut === null,
  says: shut?.says ?? 'It is so.',
  opens: shut?.opens ?? '',
})

export const GATES: readonly ArmingGateView[] = [
  gateOf('dry-run-off', 'Dry run switched off'),
  gateOf('token', 'Order token'),
  gateOf('fresh-data', 'Fresh data'),
  gateOf('not-locked', 'Not locked'),
]

/** One paper account with every gate open, in dry run. */
export const armingOf = (changes: Partial<ArmingView> = {}): ArmingView => ({
  armed: null,
  accounts: [{ id: 'DU1234567', class: 'paper', gates: [...GATES] }],
  gates: [...GATES],
  lockedOut: null,
  token: 'environment',
  tokenFixed: 'It is set in the environment.',
  minutes: { offered: 60, most: 390 },
  limits: [{ name: 'The most that one position may be worth', value: '$10,000' }],
  lastDisarm: null,
  ...changes,
})
