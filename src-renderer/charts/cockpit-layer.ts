import type {
  IPrimitivePaneRenderer,
  IPrimitivePaneView,
  ISeriesPrimitive,
  SeriesAttachedParameter,
  Time,
} from 'lightweight-charts'
import type { Candle } from '../../src-shared/contract/views/symbol.ts'
import type { ChartColours } from './colours.ts'
import { drawAxis } from './draw-axis.ts'
import { drawCutLine, drawGround } from './draw-ground.ts'
import { drawLevels, type LevelPlace } from './draw-lines.ts'
import { drawMarks } from './draw-marks.ts'
import { drawVwap } from './draw-vwap.ts'
import type { Overlays } from './overlays.ts'
import { lanesOf, type Plot } from './plot.ts'
import { priceTicks } from './price-ticks.ts'

/** What the layer draws. It is replaced as a whole. */
export interface LayerContent {
  readonly candles: readonly Candle[]
  readonly starts: readonly number[]
  readonly overlays: Overlays
  readonly colours: ChartColours
  readonly decimals: number
  /** The price step, dollars. */
  readonly tick: number
}

/** How near to a line the hand has to be, pixels. */
const REACH = 6

/** How far from the candles in sight a price may be to be kept in sight too, in heights of those candles. */
const NEAR_LEVEL = 2
const NEAR_LINE = 0.3

type Target = Parameters<IPrimitivePaneRenderer['draw']>[0]

/** Everything that the cockpit draws over, under and beside the candles, as a primitive of the candle series. */
export class CockpitLayer implements ISeriesPrimitive<Time> {
  private content: LayerContent
  private attachedTo: SeriesAttachedParameter<Time> | null = null
  private readonly panes: readonly IPrimitivePaneView[]
  private readonly axis: readonly IPrimitivePaneView[]
  private places: readonly LevelPlace[] = []

  constructor(content: LayerContent) {
    this.content = content
    this.panes = [
      this.view('bottom', drawGround),
      // Not on top: what is there is drawn again with each move of the crosshair.
      this.view('normal', (plot) => {
        drawVwap(plot)
        drawMarks(plot)
        drawCutLine(plot)
        this.places = drawLevels(plot)
      }),
    ]
    this.axis = [this.view('normal', drawAxis)]
  }

  attached(attached: SeriesAttachedParameter<Time>): void {
    this.attachedTo = attached
  }

  detached(): void {
    this.attachedTo = null
  }

  paneViews(): readonly IPrimitivePaneView[] {
    return this.panes
  }

  priceAxisPaneViews(): readonly IPrimitivePaneView[] {
    return this.axis
  }

  /** What is held or waits stays in sight, and other lines that are near, unless that would flatten the candles. */
  autoscaleInfo(from: number, to: number): { priceRange: { minValue: number; maxValue: number } } | null {
    const { candles, overlays } = this.content
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    for (let index = Math.max(0, Math.floor(from)); index <= Math.min(to, candles.length - 1); index++) {
      low = Math.min(low, candles[index]?.low ?? low)
      high = Math.max(high, candles[index]?.high ?? high)
    }
    if (!(high >= low)) return null
    const { levels, profile, prior, vetoLifts } = overlays
    const range = Math.max(high - low, low * 0.002)
    const within = (prices: readonly (number | null | undefined)[], reach: number): number[] =>
      prices.filter((price) => price != null).filter((price) => price > low - reach && price < high + reach)
    const kept = [
      ...within(
        levels.flatMap(({ price, moving }) => [moving?.from ?? price]),
        NEAR_LEVEL * range,
      ),
      ...within(
        [profile?.valueHigh, profile?.valueLow, prior?.valueHigh, prior?.poc, prior?.valueLow, vetoLifts],
        NEAR_LINE * range,
      ),
    ]
    return { priceRange: { minValue: Math.min(low, ...kept), maxValue: Math.max(high, ...kept) } }
  }

  /** The level at a place of the plot, by its label or its line: its id; null where there is none. Pixels. */
  levelAt(x: number, y: number): string | null {
    const newestFirst = [...this.places].reverse()
    const inBox = newestFirst.find(
      ({ box }) => x >= box.left && x <= box.right && y >= box.top - 1 && y <= box.bottom + 1,
    )
    const onLine = newestFirst
      .filter(({ from }) => x >= from)
      .sort((one, other) => Math.abs(one.y - y) - Math.abs(other.y - y))
      .find((place) => Math.abs(place.y - y) <= REACH)
    return (inBox ?? onLine)?.id ?? null
  }

  show(content: LayerContent): void {
    this.content = content
    // Options that change nothing draw once. What the library offers for this, `requestUpdate`, lays out the whole chart
    // anew, and draws twice.
    this.attachedTo?.series.applyOptions({})
  }

  /** Of the plot without the price axis, pixels. */
  private get plotWidth(): number {
    return this.attachedTo?.chart.timeScale().width() ?? 0
  }

  private view(order: 'bottom' | 'normal', paint: (plot: Plot) => void): IPrimitivePaneView {
    const renderer: IPrimitivePaneRenderer = {
      draw: (target) => this.paint(target, paint),
    }
    return { zOrder: () => order, renderer: () => renderer }
  }

  private ticksOf(height: number): readonly number[] {
    const series = this.attachedTo?.series
    const [low, high] = [series?.coordinateToPrice(height) ?? 0, series?.coordinateToPrice(0) ?? 0]
    return priceTicks({ low, high, height, tick: this.content.tick })
  }

  private paint(target: Target, paint: (plot: Plot) => void): void {
    const { attachedTo, content } = this
    if (attachedTo === null || content.candles.length === 0) return
    const { chart, series } = attachedTo
    const scale = chart.timeScale()
    const first = scale.logicalToCoordinate(0 as Parameters<typeof scale.logicalToCoordinate>[0])
    if (first === null) return
    const { barSpacing } = scale.options()
    const seen = scale.getVisibleLogicalRange()
    const last = content.candles.length - 1
    target.useMediaCoordinateSpace(({ context, mediaSize }) => {
      context.save()
      paint({
        ...content,
        context,
        visible: {
          from: Math.max(0, Math.floor(seen?.from ?? 0) - 1),
          to: Math.min(last, Math.ceil(seen?.to ?? last) + 1),
        },
        ticks: this.ticksOf(mediaSize.height),
        width: mediaSize.width,
        height: mediaSize.height,
        spacing: barSpacing,
        lanes: lanesOf(this.plotWidth, content.overlays.profile !== null),
        xOf: (index) => first + index * barSpacing,
        yOf: (price) => series.priceToCoordinate(price),
      })
      context.restore()
    })
  }
}
