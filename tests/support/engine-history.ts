import type { Profile } from '../../src-main/engine/profiles/profile.ts'
import { SessionSlots } from '../../src-main/engine/session-slots.ts'
import { SymbolHistory } from '../../src-main/engine/symbol-history.ts'
import type { Bar } from '../../src-shared/domain/bar.ts'
import { ENGINE_BAR_MS, type SessionDay, utcMs } from '../../src-shared/domain/time.ts'
import { defaultProfile, instrumentsOf, sessionsFrom } from './engine-inputs.ts'

/** Values of a bar; what is left out follows from the close. */
export type BarValues = Partial<Omit<Bar, 'start'>> & { readonly close: number }

/** A bar whose open, high and low are its close unless told otherwise, with 1,000 shares. */
export function barAt(session: SessionDay, slot: number, values: BarValues): Bar {
  const { close, open = close, volume = 1_000 } = values
  const high = values.high ?? Math.max(open, close)
  const low = values.low ?? Math.min(open, close)
  return { start: utcMs(session.open + slot * ENGINE_BAR_MS), open, high, low, close, volume }
}

/** One value a slot, session by session; null leaves the slot out. */
export type SlotValues = readonly (BarValues | number | null)[]

const TWO_DAYS = sessionsFrom('2024-03-04', '2024-03-05')

/** A symbol's history of these sessions (by default two whole ones, 2024-03-04 and 05). */
export function historyOf(
  days: readonly SlotValues[],
  {
    symbol = 'AAPL',
    sessions = TWO_DAYS,
    profile = defaultProfile(),
  }: { readonly symbol?: string; readonly sessions?: readonly SessionDay[]; readonly profile?: Profile } = {},
): SymbolHistory {
  const history = new SymbolHistory(instrumentsOf(symbol)[0]!, profile)
  const slots = new SessionSlots(sessions)
  for (const [day, values] of days.entries()) {
    for (const [slot, value] of values.entries()) {
      if (value === null) continue
      const bar = barAt(sessions[day]!, slot, typeof value === 'number' ? { close: value } : value)
      const refusal = history.take(bar, slots)
      if (refusal !== null) throw new Error(`slot ${slot} of day ${day} was refused: ${refusal}`)
    }
  }
  return history
}

/** `count` values, made from their index. */
export const series = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i))
