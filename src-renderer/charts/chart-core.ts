import {
  type CandlestickData,
  CandlestickSeries,
  CrosshairMode,
  createChart,
  HistogramSeries,
  type MouseEventParams,
  type Time,
  type UTCTimestamp,
} from 'lightweight-charts'
import type { Candle, Marker } from '../../src-shared/contract/views/symbol.ts'
import { firstChange } from './candle-change.ts'
import { type ChartParts, wearColours } from './chart-style.ts'
import { ChartView } from './chart-view.ts'
import { CockpitLayer, type LayerContent } from './cockpit-layer.ts'
import { readColours } from './colours.ts'
import { crosshairText, tickText } from './exchange-axis.ts'
import { NO_OVERLAYS, type Overlays } from './overlays.ts'
import { lanesOf } from './plot.ts'
import { candleAt, candleOf, sessionStarts } from './sessions.ts'

type Disposer = () => void

const timeOf = ({ start }: Candle): UTCTimestamp => (start / 1_000) as UTCTimestamp
const barOf = (candle: Candle): CandlestickData<UTCTimestamp> => ({
  time: timeOf(candle),
  open: candle.open,
  high: candle.high,
  low: candle.low,
  close: candle.close,
})
const volumeOf = (candle: Candle) => ({ time: timeOf(candle), value: candle.volume })

/** A tick reaches the chart in several pieces (candle, quote, position); it is drawn at most so often, ms. */
const DRAW_MS = 95

export interface ChartCoreOptions {
  readonly decimals: number
  /** The price step, dollars. */
  readonly tick: number
  readonly daily: boolean
}

/** What the legend speaks of. */
export interface Shown {
  readonly candle: Candle
  /** ATR at the candle's end, or, as long as that was not decided, at the end before; dollars. */
  readonly atr: number | null
  /** Decisions and fills of the candle under the crosshair. */
  readonly markers: readonly Marker[]
}

/** A chart in an element: candles, volume and the cockpit's own layer. Told what changed; draws when it has. */
export class ChartCore {
  private readonly element: HTMLElement
  private readonly options: ChartCoreOptions
  private readonly parts: ChartParts
  private readonly view: ChartView
  private readonly layer: CockpitLayer
  private readonly resized: ResizeObserver
  private content: LayerContent
  /** What came since the last drawing. */
  private waiting: { readonly candles?: readonly Candle[]; readonly overlays?: Overlays } = {}
  private timer: ReturnType<typeof setTimeout> | undefined
  private drawnAt = Number.NEGATIVE_INFINITY
  /** Index of the candle under the crosshair. */
  private pointed: number | null = null
  private readonly shownListeners = new Set<(shown: Shown | null) => void>()

  constructor(element: HTMLElement, options: ChartCoreOptions) {
    this.element = element
    this.options = options
    const { decimals, tick } = options
    this.content = {
      candles: [],
      starts: [],
      overlays: NO_OVERLAYS,
      colours: readColours(element),
      decimals,
      tick,
    }
    this.parts = createParts(element, options)
    this.view = new ChartView(element, this.parts)
    this.layer = new CockpitLayer(this.content)
    this.parts.series.attachPrimitive(this.layer)
    wearColours(this.parts, this.content.colours)
    this.resized = new ResizeObserver(() => {
      this.view.shareHeight()
      this.frame()
    })
    this.resized.observe(element)
    this.parts.chart.subscribeCrosshairMove(this.point)
  }

  /** The theme has changed. */
  restyle(): void {
    const colours = readColours(this.element)
    wearColours(this.parts, colours)
    this.show({ colours })
  }

  /** Candles, ascending. What has not changed since the last call must be the same objects. */
  setCandles(candles: readonly Candle[]): void {
    this.waiting = { ...this.waiting, candles }
    this.drawSoon()
  }

  setOverlays(overlays: Overlays): void {
    this.waiting = { ...this.waiting, overlays }
    if (overlays.levels.some(({ moving }) => moving !== undefined)) this.draw()
    else this.drawSoon()
  }

  /** Back to the part that is shown by itself. */
  reframe(): void {
    this.view.release()
    this.frame()
  }

  /** @param listener whether the user has chosen another part than the one that is shown by itself */
  onMoved(listener: (moved: boolean) => void): Disposer {
    return this.view.onMoved(listener)
  }

  /** @param listener gets the candle under the crosshair, or the newest, at once and whenever it is another; null: none */
  onShown(listener: (shown: Shown | null) => void): Disposer {
    this.shownListeners.add(listener)
    listener(this.shown())
    return () => this.shownListeners.delete(listener)
  }

  /** The level at a place of the plot, by its label or its line: its id; null where there is none. Pixels. */
  levelAt(x: number, y: number): string | null {
    return x > this.view.width ? null : this.layer.levelAt(x, y)
  }

  /** Dollars at a height of the plot, pixels from its top; null beside the scale. */
  priceAt(y: number): number | null {
    return this.parts.series.coordinateToPrice(y)
  }

  /** Whether dragging moves the chart. */
  setScrollable(on: boolean): void {
    this.parts.chart.applyOptions({ handleScroll: on, handleScale: on })
  }

  dispose(): void {
    clearTimeout(this.timer)
    this.resized.disconnect()
    this.shownListeners.clear()
    this.view.dispose()
    this.parts.chart.remove()
  }

  private drawSoon(): void {
    // The first picture does not wait.
    if (this.drawnAt === Number.NEGATIVE_INFINITY) this.draw()
    this.timer ??= setTimeout(() => this.draw(), Math.max(0, this.drawnAt + DRAW_MS - performance.now()))
  }

  private draw(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    const { candles, overlays } = this.waiting
    this.waiting = {}
    if (candles === undefined && overlays === undefined) return
    const before = this.content
    if (candles !== undefined) this.takeCandles(candles)
    this.show({
      ...(overlays === undefined ? {} : { overlays }),
      ...(candles === undefined ? {} : { candles, starts: this.startsOf(candles) }),
    })
    if (this.content.candles.length > 0) this.drawnAt = performance.now()
    const after = this.content
    const isLonger = after.candles.length !== before.candles.length
    if (isLonger || (after.overlays.profile === null) !== (before.overlays.profile === null)) this.frame()
  }

  private takeCandles(candles: readonly Candle[]): void {
    const { series, volume } = this.parts
    const before = this.content.candles
    const from = firstChange(before, candles)
    if (from !== null && before.length > 0 && from >= before.length - 1) {
      for (const candle of candles.slice(from)) {
        series.update(barOf(candle))
        volume.update(volumeOf(candle))
      }
    } else if (from !== null) {
      series.setData(candles.map(barOf))
      volume.setData(candles.map(volumeOf))
      // The same series anew, after a reconnection, stays where the user has it.
      if (before[0]?.start !== candles[0]?.start) this.view.release()
    }
  }

  private readonly point = ({ time }: MouseEventParams<Time>): void => {
    const { candles } = this.content
    this.pointed = typeof time === 'number' && candles.length > 0 ? candleAt(candles, time * 1_000) : null
    this.tell()
  }

  private tell(): void {
    const shown = this.shown()
    for (const listener of this.shownListeners) listener(shown)
  }

  private shown(): Shown | null {
    const { candles, overlays } = this.content
    const index = this.pointed ?? candles.length - 1
    const candle = candles[index]
    if (candle === undefined) return null
    const markers =
      this.pointed === null ? [] : overlays.markers.filter((marker) => candleOf(candles, marker) === index)
    return { candle, atr: candle.atr ?? candles[index - 1]?.atr ?? null, markers }
  }

  private startsOf(candles: readonly Candle[]): readonly number[] {
    if (this.options.daily) return [0]
    return candles.length === this.content.candles.length ? this.content.starts : sessionStarts(candles)
  }

  private show(change: Partial<LayerContent>): void {
    this.content = { ...this.content, ...change }
    this.layer.show(this.content)
    this.tell()
  }

  private frame(): void {
    const { candles, starts, overlays } = this.content
    this.view.frame({
      count: candles.length,
      sessionStart: this.options.daily ? null : (starts.at(-1) ?? 0),
      lanes: lanesOf(this.view.width, overlays.profile !== null),
    })
  }
}

function createParts(element: HTMLElement, { decimals, tick, daily }: ChartCoreOptions): ChartParts {
  const chart = createChart(element, {
    autoSize: true,
    crosshair: { mode: CrosshairMode.Normal },
    // The axis is drawn by the layer: the library's own prices would know nothing of the levels' tags.
    rightPriceScale: { borderVisible: true, minimumWidth: 64, textColor: 'rgba(0, 0, 0, 0)' },
    timeScale: {
      tickMarkFormatter: tickText,
      rightBarStaysOnScroll: true,
      minBarSpacing: 1.5,
      timeVisible: true,
      shiftVisibleRangeOnNewBar: false,
    },
    localization: { timeFormatter: crosshairText(daily) },
  })
  const silent = { lastValueVisible: false, priceLineVisible: false } as const
  const volume = chart.addSeries(HistogramSeries, { ...silent, priceScaleId: '' })
  const series = chart.addSeries(CandlestickSeries, {
    ...silent,
    priceFormat: { type: 'price', precision: decimals, minMove: tick },
  })
  return { chart, series, volume }
}
