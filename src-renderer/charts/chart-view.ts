import type { ChartParts } from './chart-style.ts'
import { openingRange } from './opening-range.ts'
import { type Lanes, LEGEND_ROOM, VOLUME_ROOM } from './plot.ts'

type Disposer = () => void

/** How far the part that is shown may be from the one shown by itself without being the user's own, in candles. */
const SLACK = 0.5

/** Daily candles that are shown by themselves. */
const DAYS_SHOWN = 60

const GESTURES = ['wheel', 'pointermove', 'pointerup', 'dblclick'] as const

interface Shows {
  readonly count: number
  /** Index of the candle with which the session under way begins; null where candles are days. */
  readonly sessionStart: number | null
  readonly lanes: Lanes
}

/** Which part of the candles is shown: today's by itself, until the user chooses another part. */
export class ChartView {
  private readonly element: HTMLElement
  private readonly parts: ChartParts
  private moved = false
  private disposed = false
  /** The part that was shown by itself, logical indices; null before there was one. */
  private framed: { readonly from: number; readonly to: number } | null = null
  private readonly listeners = new Set<(moved: boolean) => void>()

  constructor(element: HTMLElement, parts: ChartParts) {
    this.element = element
    this.parts = parts
    for (const type of GESTURES) element.addEventListener(type, this.noteUser, { passive: true, capture: true })
  }

  /** Pixels, without the price axis. */
  get width(): number {
    return this.parts.chart.timeScale().width()
  }

  /** Shows today, unless the user has chosen what to see. */
  frame({ count, sessionStart, lanes }: Shows): void {
    const { width } = this
    if (this.moved || count === 0 || width <= 0) return
    this.framed = openingRange({
      count,
      sessionStart: sessionStart ?? Math.max(0, count - DAYS_SHOWN),
      width,
      lanes: width - lanes.labelsFrom,
    })
    this.parts.chart.timeScale().setVisibleLogicalRange(this.framed)
  }

  /** The user's choice is forgotten. */
  release(): void {
    this.setMoved(false)
    this.parts.series.priceScale().setAutoScale(true)
  }

  /** @param listener whether the user has chosen another part than the one that is shown by itself */
  onMoved(listener: (moved: boolean) => void): Disposer {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Shares the height: the legend at the top, volume at the bottom, candles between them. */
  shareHeight(): void {
    const { chart, series, volume } = this.parts
    const { height } = chart.paneSize()
    if (height < 2 * (LEGEND_ROOM + VOLUME_ROOM)) return
    const scaleMargins = { top: LEGEND_ROOM / height, bottom: (VOLUME_ROOM + 8) / height }
    series.priceScale().applyOptions({ scaleMargins })
    volume.priceScale().applyOptions({ scaleMargins: { top: 1 - VOLUME_ROOM / height, bottom: 0 } })
  }

  dispose(): void {
    this.disposed = true
    this.listeners.clear()
    for (const type of GESTURES) this.element.removeEventListener(type, this.noteUser, { capture: true })
  }

  /** Looks, once the chart has followed the hand, whether it shows another part now. A mere click changes nothing. */
  private readonly noteUser = (event: Event): void => {
    if (event.type === 'pointermove' && event instanceof PointerEvent && event.buttons === 0) return
    requestAnimationFrame(() => {
      if (!this.disposed) this.setMoved(this.isElsewhere())
    })
  }

  private isElsewhere(): boolean {
    const { framed } = this
    const seen = this.parts.chart.timeScale().getVisibleLogicalRange()
    if (framed === null || seen === null) return false
    if (!this.parts.series.priceScale().options().autoScale) return true
    return Math.abs(seen.from - framed.from) > SLACK || Math.abs(seen.to - framed.to) > SLACK
  }

  private setMoved(moved: boolean): void {
    if (moved === this.moved) return
    this.moved = moved
    for (const listener of this.listeners) listener(moved)
  }
}
