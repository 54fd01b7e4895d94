import { price as priceText } from '../ui/format.ts'
import { sessionX } from './draw-ground.ts'
import type { Level } from './overlays.ts'
import type { Plot } from './plot.ts'
import { candleAt } from './sessions.ts'

/** A horizontal line with its label, as it is drawn. */
export interface Line {
  /** Of a level; null for a line that is none. */
  readonly id: string | null
  readonly price: number
  readonly text: string
  /** Beside the text, quieter. */
  readonly note: string
  readonly colour: string
  readonly ink: string
  readonly dash: readonly number[]
  /** Pixels from the left at which it begins, with a dot where it does so at a candle. */
  readonly from: number
  readonly dot: boolean
  readonly thick: boolean
  readonly strong: boolean
  /** In a box of its own, of something held or staged. */
  readonly boxed: boolean
  readonly grip: boolean
}

const PLAIN = { id: null, note: '', dot: false, thick: false, strong: false, boxed: false, grip: false } as const
const DASHED = [4, 4]
const DOTTED = [1, 3]

/** Every horizontal line of a plot. */
export function linesOf(plot: Plot): Line[] {
  const { overlays, colours, decimals, xOf, candles, spacing } = plot
  const { profile, prior, vetoLifts, last, levels } = overlays
  const today = sessionX(plot)
  const newest = xOf(candles.length - 1) + spacing / 2 + 1
  // A POC may lie on half a step: rounded it would name a price at which it is not.
  const exact = (price: number): number =>
    Math.abs(price - Number(price.toFixed(decimals))) < 1e-9 ? decimals : decimals + 1
  const named = (price: number, name: string): string => `${name} ${priceText(price, exact(price))}`
  const lines: Line[] = []
  if (prior !== null) {
    const quiet = { ...PLAIN, colour: colours.mark, ink: colours.ink3, dash: DASHED, from: today }
    lines.push({ ...quiet, price: prior.valueHigh, text: named(prior.valueHigh, 'prior VAH') })
    lines.push({ ...quiet, price: prior.poc, text: named(prior.poc, 'prior POC') })
    lines.push({ ...quiet, price: prior.valueLow, text: named(prior.valueLow, 'prior VAL') })
  }
  if (profile !== null) {
    const { valueHigh, poc, valueLow } = profile
    const edge = { ...PLAIN, colour: colours.profileValue, ink: colours.ink2, dash: [], from: today }
    lines.push({ ...edge, price: valueHigh, text: named(valueHigh, 'VAH') })
    lines.push({ ...edge, price: poc, text: named(poc, 'POC'), colour: colours.poc, ink: colours.ink, strong: true })
    lines.push({ ...edge, price: valueLow, text: named(valueLow, 'VAL') })
  }
  if (vetoLifts !== null) {
    const veto = { ...PLAIN, colour: colours.veto, ink: colours.veto, dash: [2, 3], from: newest }
    lines.push({ ...veto, price: vetoLifts, text: named(vetoLifts, 'veto lifts') })
  }
  if (last !== null) {
    lines.push({
      ...PLAIN,
      price: last.price,
      text: '',
      colour: colours.ink,
      ink: colours.ink,
      dash: [1, 2],
      from: newest,
    })
  }
  for (const { moving, tone } of levels) {
    if (moving === undefined) continue
    const before = { ...PLAIN, colour: toneColour(colours, tone), ink: colours.ink2, dash: DOTTED, from: newest }
    lines.push({ ...before, price: moving.from, text: `${priceText(moving.from, decimals)} before` })
  }
  return [...lines, ...levels.map((level) => levelLine(plot, level))]
}

function levelLine(plot: Plot, { id, price, text, tone, line, grip, since, moving }: Level): Line {
  const { colours, candles, xOf } = plot
  const at = since === undefined ? candles.length - 1 : candleAt(candles, since)
  return {
    id,
    price,
    text,
    note: moving?.note ?? '',
    colour: toneColour(colours, tone),
    ink: colours.ink,
    dash: line === 'solid' || moving !== undefined ? [] : [5, 3],
    from: Math.max(0, xOf(at)),
    dot: xOf(at) >= 0,
    thick: moving !== undefined,
    strong: false,
    boxed: true,
    grip,
  }
}

export const toneColour = (colours: Plot['colours'], tone: Level['tone']): string =>
  tone === 'gain' ? colours.long : tone === 'loss' ? colours.short : colours.ink
