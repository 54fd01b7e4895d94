import { memo, useEffect, useRef } from 'react'
import { dayOf, price, shares, timeOfDay } from '../ui/format.ts'
import type { ChartCore, Shown } from './chart-core.ts'

interface LegendProps {
  readonly chart: ChartCore
  readonly decimals: number
  readonly daily: boolean
}

/**
 * The numbers of the candle under the crosshair, with what was decided at it, or those of the last one. Written past
 * React: it follows the hand and every tick.
 */
export const Legend = memo(function Legend({ chart, decimals, daily }: LegendProps) {
  const numbers = useRef<HTMLDivElement>(null)
  const words = useRef<HTMLDivElement>(null)

  useEffect(
    () =>
      chart.onShown((shown) => {
        if (numbers.current === null || words.current === null) return
        write(numbers.current, shown === null ? [] : legendParts(shown, decimals, daily))
        const said = shown?.markers.map(({ says }) => says).join(' · ') ?? ''
        if (words.current.textContent !== said) words.current.textContent = said
      }),
    [chart, decimals, daily],
  )

  return (
    <div className="legend" aria-hidden="true">
      <div ref={numbers} className="n" />
      <div ref={words} className="marks" />
    </div>
  )
})

interface LegendPart {
  readonly name: string
  readonly value: string
}

/** Touches only what has changed: most of it stays from tick to tick. */
function write(element: HTMLElement, parts: readonly LegendPart[]): void {
  while (element.childElementCount > parts.length) element.lastElementChild?.remove()
  parts.forEach(({ name, value }, index) => {
    let part = element.children[index]
    if (part === undefined) {
      part = document.createElement('span')
      part.append('', document.createElement('b'))
      element.append(part)
    }
    const [before, after] = part.childNodes
    const label = name === '' ? '' : `${name} `
    if (before !== undefined && before.nodeValue !== label) before.nodeValue = label
    if (after !== undefined && after.textContent !== value) after.textContent = value
  })
}

function legendParts({ candle, atr }: Shown, decimals: number, daily: boolean): LegendPart[] {
  const { start, open, high, low, close, volume, vwap } = candle
  const dollars = (value: number): string => price(value, decimals)
  return [
    { name: '', value: daily ? dayOf(start) : timeOfDay(start, 'minutes') },
    { name: 'O', value: dollars(open) },
    { name: 'H', value: dollars(high) },
    { name: 'L', value: dollars(low) },
    { name: 'C', value: dollars(close) },
    { name: 'V', value: shares(volume) },
    ...(vwap === null ? [] : [{ name: 'VWAP', value: dollars(vwap) }]),
    ...(atr === null ? [] : [{ name: 'ATR', value: price(atr, 2) }]),
  ]
}
