import type { Status } from '../../../src-shared/contract/views/status.ts'
import type { DayWindow, Regime } from '../../../src-shared/domain/decision.ts'
import type { Mode } from '../../../src-shared/domain/mode.ts'
import type { IconName } from '../../ui/icon.tsx'

/** Whether this can send an order, in words. */
export function modeSentence(mode: Mode, account: string): string {
  switch (mode) {
    case 'dry-run':
      return 'nothing leaves this machine'
    case 'live-paper':
      return `orders go to ${account}`
    case 'live-simulated':
      return 'orders go to our own gateway'
    case 'live-real':
      return `real money, ${account}`
  }
}

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`

/** What is looked after in accounts while nothing new goes there; null: nothing. */
export function managedWords({ positions, entries }: Status['managed']): string | null {
  if (positions > 0) return `${counted(positions, 'live position', 'live positions')} managed`
  return entries > 0 ? `${counted(entries, 'live entry', 'live entries')} still out` : null
}

/** The mode as the attribute that colours follow. */
export const MODE_COLOURS: Readonly<Record<Mode, string>> = {
  'dry-run': 'dry',
  'live-paper': 'paper',
  'live-simulated': 'simulated',
  'live-real': 'real',
}

export const WINDOW_WORDS: Readonly<Record<DayWindow, string>> = {
  'before-open': 'before the open',
  'opening-drive': 'opening drive',
  'morning-reversal': 'morning reversal',
  'mid-morning': 'mid-morning trend',
  lunch: 'lunch',
  afternoon: 'afternoon',
  'power-hour': 'power hour',
  'no-new-entries': 'no new entries',
  'after-close': 'after the close',
}

export const REGIME_WORDS: Readonly<Record<Regime, { words: string; icon: IconName; tint: string }>> = {
  UNKNOWN: { words: 'Regime unknown', icon: 'abstain', tint: 'i3' },
  HIGH_VOLATILITY: { words: 'High volatility', icon: 'warn', tint: 'amber' },
  STRONG_TREND_UP: { words: 'Strong trend up', icon: 'strong-long', tint: 'long' },
  STRONG_TREND_DOWN: { words: 'Strong trend down', icon: 'strong-short', tint: 'short' },
  TREND_UP: { words: 'Trend up', icon: 'long', tint: 'long' },
  TREND_DOWN: { words: 'Trend down', icon: 'short', tint: 'short' },
  REVERSAL_UP: { words: 'Reversal up', icon: 'long', tint: 'long' },
  REVERSAL_DOWN: { words: 'Reversal down', icon: 'short', tint: 'short' },
  RANGE_BOUND: { words: 'Range', icon: 'neutral', tint: 'i2' },
}

export const SOURCE_WORDS: Readonly<Record<Status['source']['kind'], string>> = {
  demo: 'Demo market',
  replay: 'Replay',
  gateway: 'TWS',
}

export const CLASS_WORDS = { simulated: 'SIMULATED', paper: 'PAPER', real: 'REAL MONEY' } as const
export const CLASS_TINTS = { simulated: 'sim', paper: 'amber', real: 'danger' } as const
