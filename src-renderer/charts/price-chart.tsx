import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react'
import type { Candle } from '../../src-shared/contract/views/symbol.ts'
import { ChartCore } from './chart-core.ts'
import { Legend } from './legend.tsx'
import type { Overlays } from './overlays.ts'
import { SpokenLabel } from './spoken-label.tsx'
import './price-chart.css'

interface PriceChartProps {
  /** Ascending; a candle that has not changed is the same object. */
  readonly candles: readonly Candle[]
  readonly decimals: number
  /** The price step, dollars. */
  readonly tick: number
  readonly daily?: boolean
  readonly overlays: Overlays
  /** Says in a sentence what is to be seen, for those who cannot see it. */
  readonly label: string
  /** Changes when the colours do. */
  readonly theme: string
  /** Gets the chart while there is one, for what works on it directly. */
  readonly chartRef?: RefObject<ChartCore | null>
  readonly children?: ReactNode
}

/** Candles of one symbol with everything that is drawn on them. Another symbol or time frame needs another `key`. */
export function PriceChart({
  candles,
  decimals,
  tick,
  daily = false,
  overlays,
  label,
  theme,
  chartRef,
  children,
}: PriceChartProps) {
  const element = useRef<HTMLDivElement>(null)
  const [chart, setChart] = useState<ChartCore | null>(null)
  const [moved, setMoved] = useState(false)

  useEffect(() => {
    if (element.current === null) return
    const core = new ChartCore(element.current, { decimals, tick, daily })
    const stop = core.onMoved(setMoved)
    let closed = false
    // A canvas does not wait for its fonts.
    void Promise.all(
      ['"JetBrains Mono Variable"', '"Inter Variable"'].map((face) => document.fonts.load(`11px ${face}`)),
    )
      .catch(() => [])
      .then(() => {
        if (!closed) core.restyle()
      })
    setChart(core)
    if (chartRef !== undefined) chartRef.current = core
    return () => {
      closed = true
      stop()
      if (chartRef !== undefined) chartRef.current = null
      setChart(null)
      core.dispose()
    }
  }, [decimals, tick, daily, chartRef])

  useEffect(() => {
    // The theme is worn by the document before this runs.
    if (theme !== '') chart?.restyle()
  }, [chart, theme])
  useEffect(() => chart?.setCandles(candles), [chart, candles])
  useEffect(() => chart?.setOverlays(overlays), [chart, overlays])

  return (
    <div className="price-chart">
      <SpokenLabel text={label} />
      <div ref={element} className="plot" />
      {chart !== null && <Legend chart={chart} decimals={decimals} daily={daily} />}
      {moved && (
        <button type="button" className="btn small to-now" onClick={() => chart?.reframe()}>
          Back to now
        </button>
      )}
      {children}
    </div>
  )
}
