import type { Bar } from '../../../../src-shared/domain/bar.ts'
import type { Ticker } from '../../../../src-shared/domain/ids.ts'
import { ENGINE_BAR_MS, type UtcMs } from '../../../../src-shared/domain/time.ts'
import { sessionAt } from '../../../market/calendar.ts'
import type { Notices } from './notices.ts'

/** Lots are of a hundred shares. Trades before the open are in the day's volume and in no bar, hence the width. */
const LOTS = { least: 40, most: 250 }
/** Bars of the day before their sum says anything: volume before the open counts less with each. */
const LEAST_BARS = 3

interface Day {
  readonly open: number
  readonly volumes: Map<number, number>
}

/**
 * Tells whether TWS counts bars in shares and ticks in lots, or the other way round (a compatibility setting of TWS):
 * the sum of the day's bars against the day-volume tick.
 * @returns how many times the one is the other when that is near a hundred, else null
 */
export function lotsRatio(sumOfBars: number, dayVolume: number): number | null {
  if (!(sumOfBars > 0 && dayVolume > 0)) return null
  const ratio = Math.max(sumOfBars / dayVolume, dayVolume / sumOfBars)
  return ratio >= LOTS.least && ratio <= LOTS.most ? ratio : null
}

/** Blocks a symbol whose volumes are not all in shares: sizes and volume profiles would be a hundred times off. */
export class VolumeCheck {
  private readonly days = new Map<Ticker, Day>()
  private readonly notices: Notices

  constructor(notices: Notices) {
    this.notices = notices
  }

  /**
   * @param dayVolume the newest day-volume tick, null when there is none
   * @param now market time: only the newest bar is a moment to compare, while missed ones come the sum runs behind
   */
  onFinal(symbol: Ticker, bar: Bar, dayVolume: number | null, now: UtcMs): void {
    const session = sessionAt(bar.start)
    if (session === null) return
    const known = this.days.get(symbol)
    if (known !== undefined && known.open > session.open) return
    const day: Day = known?.open === session.open ? known : { open: session.open, volumes: new Map() }
    this.days.set(symbol, day)
    day.volumes.set(bar.start, bar.volume)
    if (now - bar.start >= 2 * ENGINE_BAR_MS) return
    // Without the day's first bar the sum is of a part of the day.
    if (dayVolume === null || day.volumes.size < LEAST_BARS || !day.volumes.has(session.open)) return
    const sum = [...day.volumes.values()].reduce((total, volume) => total + volume, 0)
    const ratio = lotsRatio(sum, dayVolume)
    if (ratio === null) {
      this.notices.clear('lots', symbol, `Volumes of ${symbol} are in shares.`)
      return
    }
    this.notices.raise('lots', {
      symbol,
      kind: 'blocked',
      // Without the figures, which change with each bar: it is said once.
      message: `TWS gives the volumes of ${symbol} partly in lots of 100: its day volume and the sum of its bars differ about a hundredfold. Turn off the compatibility setting for lots in TWS (API settings: send market data in lots).`,
    })
  }

  forget(symbol: Ticker): void {
    this.days.delete(symbol)
    this.notices.forget('lots', symbol)
  }
}
