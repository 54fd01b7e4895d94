import { TickMarkType, type Time } from 'lightweight-charts'
import { dayOf, timeOfDay } from '../ui/format.ts'

/** Candle times are UTC seconds. */
const toMs = (time: Time): number => (typeof time === 'number' ? time * 1_000 : 0)

/** What stands under a tick of the time axis: the time, or the day where one begins; in exchange time. */
export function tickText(time: Time, type: TickMarkType): string {
  const ms = toMs(time)
  return type === TickMarkType.Time || type === TickMarkType.TimeWithSeconds
    ? timeOfDay(ms, 'minutes')
    : dayOf(ms).replace(/^\w+ /, '')
}

/** The moment under the crosshair. @param daily the candles are days */
export const crosshairText =
  (daily: boolean) =>
  (time: Time): string =>
    daily ? dayOf(toMs(time)) : `${dayOf(toMs(time))} ${timeOfDay(toMs(time), 'minutes')}`
