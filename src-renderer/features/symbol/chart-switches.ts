import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

/** What of a chart can be shown or not. */
export const CHART_SWITCHES = ['vwap', 'profile', 'prior', 'marks'] as const
export type ChartSwitch = (typeof CHART_SWITCHES)[number]
export type ChartSwitches = Readonly<Record<ChartSwitch, boolean>>

export const SWITCH_NAMES: Readonly<Record<ChartSwitch, string>> = {
  vwap: 'VWAP',
  profile: 'Profile',
  prior: 'Prior',
  marks: 'Marks',
}

const STORED = 'orchestrator.chart'

/** What is stored; everything is shown where nothing, or something else, is. */
export function readSwitches(text: string | null): ChartSwitches {
  let stored: Readonly<Record<string, unknown>> = {}
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    if (typeof value === 'object' && value !== null) stored = { ...value }
  } catch {
    // Damaged: as if nothing were stored.
  }
  const entries = CHART_SWITCHES.map((name) => [name, stored[name] !== false])
  return Object.fromEntries(entries) as Record<ChartSwitch, boolean>
}

/** A blocked storage is none. */
function stored(): string | null {
  try {
    return window.localStorage.getItem(STORED)
  } catch {
    return null
  }
}

const store = createStore<ChartSwitches>(() => readSwitches(stored()))

export const useChartSwitches = (): ChartSwitches => useStore(store)

export function toggleSwitch(name: ChartSwitch): void {
  store.setState((before) => ({ [name]: !before[name] }))
  try {
    window.localStorage.setItem(STORED, JSON.stringify(store.getState()))
  } catch {
    // It lasts as long as the window.
  }
}
