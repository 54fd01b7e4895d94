import type { PositionView } from '../../../src-shared/contract/views/orders.ts'
import { bookKey } from '../../stores/books.ts'
import { money, price, shares } from '../../ui/format.ts'

/** Our shares with their sign. */
export const signedShares = ({ side, shares: held }: Pick<PositionView, 'side' | 'shares'>): number =>
  side === 'long' ? held : -held

interface ProtectionWords {
  readonly kind: 'ok' | 'amber' | 'missing'
  readonly word: string
  /** What it means for the position. */
  readonly says: string
}

/** How a position is protected, in words. */
export function protectionWords({ protection, stop, target, symbol }: PositionView): ProtectionWords {
  switch (protection) {
    case 'confirmed': {
      const says =
        target === null ? 'The stop is working for all shares.' : 'Stop and target are working for all shares.'
      return { kind: 'ok', word: 'protected', says: stop === null ? 'It is protected for all shares.' : says }
    }
    case 'unknown':
      return {
        kind: 'amber',
        word: 'stop not confirmed',
        says: 'The stop has been asked for; the broker has not confirmed it for all shares yet.',
      }
    case 'missing':
      return {
        kind: 'missing',
        word: 'No stop',
        says: `No stop protects all shares of ${symbol}. One is being placed; if that fails twice, the position is closed.`,
      }
  }
}

/** What closing a position does: `sell 20 NVDA`. */
export const closingWords = ({ side, shares: held, symbol }: PositionView): string =>
  `${side === 'long' ? 'sell' : 'buy'} ${shares(held)} ${symbol}`

/** Whether the regular session is under way. Times are market time, UTC ms. */
export function isRegularSession(time: number, day: { readonly open: number; readonly close: number } | null): boolean {
  return day !== null && time >= day.open && time < day.close
}

const optional = (value: number | null, text: (value: number) => string): string => (value === null ? '' : text(value))

/** Positions as they are copied: a head and a row each. */
export function positionTable(positions: readonly PositionView[]): readonly (readonly string[])[] {
  return [
    ['book', 'symbol', 'shares', 'entry', 'last', 'P&L', 'stop', 'at stop', 'target', 'at target', 'protection'],
    ...positions.map((position) => {
      const at = (dollars: number): string => price(dollars, position.decimals)
      return [
        bookKey(position.book),
        position.symbol,
        shares(signedShares(position)),
        at(position.average),
        optional(position.price, at),
        optional(position.unrealised, money),
        optional(position.stop, at),
        optional(position.atStop, money),
        optional(position.target, at),
        optional(position.atTarget, money),
        position.protection,
      ]
    }),
  ]
}
