import type { IChartApi, ISeriesApi } from 'lightweight-charts'
import type { ChartColours } from './colours.ts'

/** A chart with what it consists of. */
export interface ChartParts {
  readonly chart: IChartApi
  readonly series: ISeriesApi<'Candlestick'>
  readonly volume: ISeriesApi<'Histogram'>
}

/** Dresses a chart in the theme's colours: up hollow, down solid. */
export function wearColours({ chart, series, volume }: ChartParts, colours: ChartColours): void {
  chart.applyOptions({
    layout: {
      background: { color: colours.panel },
      textColor: colours.ink3,
      fontFamily: '"JetBrains Mono Variable", monospace',
      fontSize: 11,
      attributionLogo: true,
    },
    grid: { vertLines: { color: colours.grid }, horzLines: { visible: false } },
    crosshair: {
      vertLine: { color: colours.cross, labelBackgroundColor: colours.ink2 },
      horzLine: { color: colours.cross, labelBackgroundColor: colours.ink2 },
    },
    rightPriceScale: { borderColor: colours.line },
    timeScale: { borderColor: colours.line },
  })
  volume.applyOptions({ color: colours.volume })
  series.applyOptions({
    upColor: colours.panel,
    borderUpColor: colours.longMark,
    wickUpColor: colours.longMark,
    downColor: colours.shortMark,
    borderDownColor: colours.shortMark,
    wickDownColor: colours.shortMark,
  })
}
