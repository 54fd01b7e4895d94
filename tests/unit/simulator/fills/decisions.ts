import type { Bar } from '../../../../src-shared/domain/bar.ts'
import type { Action, Decision, Exit } from '../../../../src-shared/domain/decision.ts'
import { type Ticker, ticker } from '../../../../src-shared/domain/ids.ts'
import { ENGINE_BAR_MS, type SessionDay, sessionDate, type UtcMs, utcMs } from '../../../../src-shared/domain/time.ts'
import { type EdgeVote, type Side, signOf } from '../../../../src-shared/domain/vote.ts'

export const XYZ = ticker('XYZ')
const OPEN = Date.parse('2025-06-02T13:30:00Z')
export const DAY: SessionDay = {
  date: sessionDate('2025-06-02'),
  open: utcMs(OPEN),
  close: utcMs(OPEN + 78 * ENGINE_BAR_MS),
  openMinute: 570,
}

/** The start of the day's n-th bar, from 0. */
export const slot = (index: number): UtcMs => utcMs(OPEN + index * ENGINE_BAR_MS)

/** A bar of the n-th slot. */
export function bar(index: number, open: number, high: number, low: number, close: number): Bar {
  return { start: slot(index), open, high, low, close, volume: 1_000 }
}

/** A bar that stands still. */
export const still = (index: number, price: number): Bar => bar(index, price, price, price, price)

const NEUTRAL: EdgeVote = { vote: 'NEUTRAL', confidence: 50 }

/** A decision on the n-th bar; only what the book looks at has a meaning. */
function decision(
  index: number,
  symbol: Ticker,
  close: number,
  atr: number,
  action: Action,
  exit: Exit | null,
): Decision {
  const votes = { RS: NEUTRAL, ST: NEUTRAL, VP: NEUTRAL, CA: NEUTRAL, TD: NEUTRAL, RG: NEUTRAL }
  const side = action.kind === 'enter' ? action.side : 'long'
  const card = { side, votes, agreeing: 0, ownAgreeing: 0, withData: 6, scoreSum: 0, vetoedBy: [] }
  return {
    symbol,
    barStart: slot(index),
    profile: 'default',
    profileHash: '',
    bars: 100,
    close,
    atr,
    vwap: close,
    rsi: 50,
    candidate: action.kind === 'enter' ? side : null,
    tradeKind: 'momentum',
    measures: {
      regime: {
        regime: 'RANGE_BOUND',
        confidence: 70,
        unknownBecause: null,
        day: 0,
        short: 0,
        medium: 0,
        consistency: 0,
        lean: 0,
        atrPercent: 0.001,
        breadth: [],
      },
      relativeStrength: { absent: 'few-stocks' },
      statistics: { price: 0, volume: 0, momentum: 0 },
      volumeProfile: { absent: 'no-profile' },
      crossAsset: { absent: 'few-peers' },
      timeOfDay: { window: 'mid-morning', minute: 640, minutesToClose: 320 },
    },
    cards: [card],
    action,
    exit,
  }
}

/** An entry at `close` with the default profile's stop and target, 2.5 and 4 ATR away. */
export function enter(index: number, side: Side, close: number, atr = 1, size = 0.02, symbol = XYZ): Decision {
  const reach = signOf(side) * atr
  const levels = { entry: close, stop: close - 2.5 * reach, target: close + 4 * reach }
  return decision(index, symbol, close, atr, { kind: 'enter', side, size, ...levels }, null)
}

export function exitWith(index: number, exit: Exit, symbol = XYZ): Decision {
  return decision(index, symbol, 100, 1, { kind: 'hold', why: 'position-open' }, exit)
}
