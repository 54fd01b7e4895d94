import type { Command } from '../../../src-shared/contract/commands.ts'
import { accountId } from '../../../src-shared/domain/ids.ts'
import { lookFor } from './token-forms.ts'

const ACCOUNT = accountId('DU1000001')

export const RIGHT = 'Zq7-tangerine-Öl-rocket'
export const WRONG = 'Zq7-tangerine-Öl-rockst'
/** In which forms either of them stands in a text. */
export const shownIn = lookFor([RIGHT, WRONG, ` ${RIGHT} `])

/** What a window follows. */
export const TOPICS = [
  'status',
  'watchlist',
  'approvals',
  'positions',
  'orders',
  'activity',
  'arming',
  'reconciliation',
]
const NOTHING_TYPED = { minutes: 60, typedAccount: null, heldMs: null, automaticApproval: false } as const
const ORDER = { symbol: 'AAPL', side: 'long', quantity: 5, limit: 99.3, stop: 97.3, target: 102.3 } as const

/** What somebody sends who has the token, mistypes it, and puts it where it does not belong. */
export function commandsWith(token: string): unknown[] {
  const arm = { kind: 'arm', account: ACCOUNT, token, ...NOTHING_TYPED } as const
  const wellFormed: Command[] = [
    arm,
    { ...arm, account: token },
    { ...arm, typedAccount: token, heldMs: 2_000 },
    { ...arm, minutes: 1e9 },
    { kind: 'extend-arming', token, minutes: 5 },
    { kind: 'place-confirmed', token, order: ORDER },
    { kind: 'set-token', token, oldToken: token },
    { kind: 'remove-token', oldToken: token },
  ]
  const malformed = [
    { kind: token },
    { kind: 'arm', account: ACCOUNT, token, [token]: token },
    { ...arm, minutes: token },
    { ...arm, heldMs: { token } },
    { kind: 'stop', token },
    { kind: 'place', ...ORDER, mode: token },
    { kind: 'place', ...ORDER, mode: 'live', token },
    { kind: 'set-trading-state', state: token },
    { kind: 'extend-arming', token: [token], minutes: 5 },
    { kind: 'set-token', token: token.repeat(200), oldToken: null },
  ]
  return [...wellFormed, ...malformed]
}
