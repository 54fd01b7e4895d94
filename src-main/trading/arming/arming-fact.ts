import type { AccountClass } from '../../../src-shared/domain/mode.ts'
import type { DisarmCause } from '../../../src-shared/domain/mode-machine.ts'
import type { RefusalCode } from '../risk/refusals.ts'

/** What was tried with a token. */
export type TokenUse = 'arm' | 'extend' | 'confirm' | 'set-token' | 'remove-token'

/** What arming did and refused, for the audit. No token, nor anything made from one, is in it. Milliseconds. */
export type ArmingFact =
  | {
      readonly kind: 'armed'
      readonly account: string
      readonly class: AccountClass
      readonly lifetimeMs: number
      readonly automaticApproval: boolean
    }
  | { readonly kind: 'arming-extended'; readonly account: string; readonly leftMs: number }
  | { readonly kind: 'disarmed'; readonly account: string; readonly cause: DisarmCause; readonly reason: string }
  | {
      readonly kind: 'arming-refused'
      readonly use: TokenUse
      readonly code: RefusalCode
      readonly message: string
      /** The gates that were closed. */
      readonly closed: readonly string[]
    }
  | { readonly kind: 'wrong-token'; readonly use: TokenUse; readonly left: number; readonly locked: boolean }
  | { readonly kind: 'order-confirmed' }
  | { readonly kind: 'token-set'; readonly replaced: boolean; readonly inForce: 'now' | 'next-start' }
  | { readonly kind: 'token-removed' }
