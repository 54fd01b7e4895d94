import type { ArmingGateView, ArmingView } from '../../../src-shared/contract/views/arming.ts'
import type { AccountClass } from '../../../src-shared/domain/mode.ts'

type Offered = ArmingView['accounts'][number]

/** What arming on an account of this class is called. */
export const ARM_WORDS = {
  simulated: { title: 'Arm: send orders to the simulated account', button: 'Arm simulated', account: 'simulated' },
  paper: { title: 'Arm: send orders to the paper account', button: 'Arm paper', account: 'paper' },
  real: { title: 'Arm: send orders of real money', button: 'Arm real money', account: 'real money' },
} as const satisfies Record<AccountClass, { title: string; button: string; account: string }>

/** The account that the dialog is about: the chosen one while it is there, else the first. */
export const chosenOf = (accounts: readonly Offered[], id: string | null): Offered | null =>
  accounts.find((account) => account.id === id) ?? accounts[0] ?? null

export const shutGates = (gates: readonly ArmingGateView[]): readonly ArmingGateView[] =>
  gates.filter(({ open }) => !open)

/** `1 gate shut`, `3 gates shut`. */
export const shutWords = (count: number): string => `${count} ${count === 1 ? 'gate' : 'gates'} shut`

/** How long it can be armed: some usual times, the one that is offered and the most, minutes, ascending. */
export function offeredMinutes({ offered, most }: ArmingView['minutes']): readonly number[] {
  const times = [15, 30, offered, 120, most].filter((minutes) => minutes <= most)
  return [...new Set(times)].sort((one, other) => one - other)
}

/** The longest time is a whole session: it ends with it. */
export const minutesWords = (minutes: number, { most }: ArmingView['minutes']): string =>
  minutes === most ? 'to the close' : `${minutes} min`

/** The gate that a refusal speaks of, one of the list or one of what is typed; null: it is about none. */
export function gateOfRefusal(
  { code, message }: { readonly code: string; readonly message: string },
  gates: readonly ArmingGateView[],
): string | null {
  switch (code) {
    case 'wrong-token':
      return 'token-typed'
    case 'no-token':
      return 'token'
    case 'locked-out':
      return 'not-locked'
    case 'wrong-account':
      return 'account'
    case 'gate-closed':
      if (message.startsWith('Account id typed:')) return 'account-typed'
      if (message.startsWith('Button held:')) return 'button-held'
      return gates.find(({ name }) => message.startsWith(`${name}:`))?.gate ?? null
    default:
      return null
  }
}
