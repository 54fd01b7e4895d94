/** The colours of a chart, as the window's theme has them. CSS colours. */
export interface ChartColours {
  readonly panel: string
  readonly grid: string
  readonly line: string
  readonly strongLine: string
  readonly ink: string
  readonly ink2: string
  readonly ink3: string
  /** Marks that are not text. */
  readonly mark: string
  readonly inverse: string
  readonly long: string
  readonly short: string
  readonly longMark: string
  readonly shortMark: string
  readonly veto: string
  readonly vwap: string
  readonly profile: string
  readonly profileValue: string
  readonly poc: string
  readonly valueArea: string
  readonly volume: string
  readonly cross: string
}

const PROPERTIES: Readonly<Record<keyof ChartColours, string>> = {
  panel: '--s1',
  grid: '--chart-grid',
  line: '--line',
  strongLine: '--line-2',
  ink: '--ink-1',
  ink2: '--ink-2',
  ink3: '--ink-3',
  mark: '--ink-4',
  inverse: '--inverse',
  long: '--long',
  short: '--short',
  longMark: '--long-mark',
  shortMark: '--short-mark',
  veto: '--veto',
  vwap: '--chart-vwap',
  profile: '--chart-profile',
  profileValue: '--chart-profile-va',
  poc: '--chart-poc',
  valueArea: '--chart-va',
  volume: '--chart-volume',
  cross: '--chart-cross',
}

/** Reads the theme in force where the element is. */
export function readColours(element: Element): ChartColours {
  const style = getComputedStyle(element)
  const entries = Object.entries(PROPERTIES).map(([name, property]) => [name, style.getPropertyValue(property).trim()])
  return Object.fromEntries(entries) as Record<keyof ChartColours, string>
}

/** Fonts of the canvas: numbers and words, at the size of captions. */
export const NUMBERS = '450 11px "JetBrains Mono Variable", monospace'
export const WORDS = '500 11px "Inter Variable", sans-serif'
