import type { OrderView } from '../../../src-shared/contract/views/orders.ts'
import type { OrderState } from '../../../src-shared/domain/order-state.ts'
import type { BadgeKind } from '../../ui/controls.tsx'
import { price, shares } from '../../ui/format.ts'
import type { IconName } from '../../ui/icon.tsx'

interface StateWords {
  readonly word: string
  readonly icon: IconName
  readonly kind: BadgeKind
  /** What it means. */
  readonly says: string
}

/** How each state is shown: shape first, colour second. */
const STATES: Readonly<Record<OrderState, StateWords>> = {
  staged: { word: 'staged', icon: 'ring', kind: 'line', says: 'It waits for approval.' },
  approved: { word: 'approved', icon: 'check', kind: 'line', says: 'It may go out.' },
  journaled: {
    word: 'journaled',
    icon: 'chain',
    kind: 'line',
    says: 'The intent is on the disk; it is about to go out.',
  },
  sent: { word: 'sent', icon: 'right', kind: 'line', says: 'It is on its way; the broker has not answered yet.' },
  held: { word: 'held', icon: 'halt', kind: 'amber', says: 'The broker has it, but does not work it yet.' },
  acknowledged: { word: 'working', icon: 'check', kind: 'plain', says: 'The broker works it.' },
  'partially-filled': { word: 'part', icon: 'ring', kind: 'long', says: 'A part is filled, the rest works.' },
  filled: { word: 'filled', icon: 'check', kind: 'long', says: 'All of it is filled.' },
  cancelled: { word: 'cancelled', icon: 'cross', kind: 'plain', says: 'It was cancelled; nothing was filled.' },
  'cancelled-after-partial': { word: 'cancelled', icon: 'cross', kind: 'plain', says: 'The rest was cancelled.' },
  rejected: { word: 'rejected', icon: 'warn', kind: 'amber', says: 'It was refused; it works nowhere.' },
  inactive: { word: 'inactive', icon: 'warn', kind: 'amber', says: 'The broker calls it inactive: it does not work.' },
  expired: { word: 'expired', icon: 'clock', kind: 'plain', says: 'Its time is over; nothing was filled.' },
  'pending-cancel': {
    word: 'cancelling',
    icon: 'cross',
    kind: 'line',
    says: 'Its end was asked for; it may still fill.',
  },
  'cancel-rejected': {
    word: 'cancel refused',
    icon: 'warn',
    kind: 'amber',
    says: 'It could not be cancelled and still works.',
  },
  'pending-modify': { word: 'changing', icon: 'right', kind: 'line', says: 'A change was asked for.' },
  'modify-rejected': {
    word: 'change refused',
    icon: 'warn',
    kind: 'amber',
    says: 'The change was refused; the order works as it was.',
  },
  unknown: { word: 'unknown', icon: 'warn', kind: 'amber', says: 'Nobody has answered: it may work, or be filled.' },
}

interface StateChip extends StateWords {
  /** `12/20` where a part is filled. */
  readonly part: string | null
}

/** An order's state as its chip. Fills of a sale wear the colour of short. */
export function stateChip({ state, action, filled, quantity }: OrderView): StateChip {
  const words = STATES[state]
  const kind = words.kind === 'long' && action === 'SELL' ? 'short' : words.kind
  const inParts = filled > 0 && filled < quantity
  return { ...words, kind, part: inParts ? `${shares(filled)}/${shares(quantity)}` : null }
}

/** Whether its end can be asked for. */
export const isCancellable = ({ over, state }: OrderView): boolean => !over && state !== 'pending-cancel'

/** `limit 118.24`, `stop 117.44`, `market`. */
export function pricingWords({ pricing, decimals }: Pick<OrderView, 'pricing' | 'decimals'>): string {
  const at = (dollars: number): string => price(dollars, decimals)
  switch (pricing.type) {
    case 'MKT':
      return 'market'
    case 'LMT':
      return `limit ${at(pricing.limit)}`
    case 'STP':
      return `stop ${at(pricing.stop)}`
    case 'STP LMT':
      return `stop ${at(pricing.stop)} limit ${at(pricing.limit)}`
    case 'TRAIL':
      return `trail ${at(pricing.trail)} from ${at(pricing.stop)}`
  }
}
