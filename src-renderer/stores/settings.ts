import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

export const THEMES = ['dark', 'light'] as const
type Theme = (typeof THEMES)[number]

/** The colours of long and short. */
export const PAIRS = ['blue-orange', 'green-red', 'red-green'] as const
export type Pair = (typeof PAIRS)[number]

export const WATCH_ORDERS = ['configured', 'agree', 'score', 'change', 'symbol', 'profit'] as const
export type WatchOrder = (typeof WATCH_ORDERS)[number]

/** How the window looks; nothing here has to do with orders. */
export interface Settings {
  readonly theme: Theme
  readonly pair: Pair
  readonly watchOrder: WatchOrder
}

const STORED = 'orchestrator.settings'
const DEFAULTS: Settings = { theme: 'dark', pair: 'blue-orange', watchOrder: 'agree' }

const oneOf = <Value extends string>(values: readonly Value[], value: unknown, otherwise: Value): Value =>
  values.find((known) => known === value) ?? otherwise

/** What is stored, as far as it is what this version knows; the default for anything else. */
export function readSettings(text: string | null): Settings {
  let stored: Partial<Record<keyof Settings, unknown>> = {}
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    if (typeof value === 'object' && value !== null) stored = value
  } catch {
    // Damaged: as if nothing were stored.
  }
  return {
    theme: oneOf(THEMES, stored.theme, DEFAULTS.theme),
    pair: oneOf(PAIRS, stored.pair, DEFAULTS.pair),
    watchOrder: oneOf(WATCH_ORDERS, stored.watchOrder, DEFAULTS.watchOrder),
  }
}

/** The browser's own storage; without one (blocked by a policy) settings last as long as the window. */
function storage(): Storage | null {
  try {
    return window.localStorage
  } catch {
    return null
  }
}

const settings = createStore<Settings>(() =>
  readSettings(typeof window === 'undefined' ? null : (storage()?.getItem(STORED) ?? null)),
)

export function useSettings(): Settings
export function useSettings<Part>(select: (settings: Settings) => Part): Part
export function useSettings<Part>(select: (settings: Settings) => Part | Settings = (all) => all): Part | Settings {
  return useStore(settings, select)
}

export const currentSettings = (): Settings => settings.getState()

export const onSettings = (listener: (settings: Settings) => void): (() => void) => settings.subscribe(listener)

/** Changes some and stores all. */
export function changeSettings(change: Partial<Settings>): void {
  settings.setState(change)
  try {
    storage()?.setItem(STORED, JSON.stringify(settings.getState()))
  } catch {
    // A full or blocked storage: they last as long as the window.
  }
}
