import { useMemo, useRef } from 'react'
import type { TimeFrame } from '../../../src-shared/contract/topic-ids.ts'
import type { Marker } from '../../../src-shared/contract/views/symbol.ts'
import type { Ticker } from '../../../src-shared/domain/ids.ts'
import type { ChartCore } from '../../charts/chart-core.ts'
import type { Level, Overlays } from '../../charts/overlays.ts'
import { PriceChart } from '../../charts/price-chart.tsx'
import { useCards } from '../../stores/cards.ts'
import { useRole } from '../../stores/connection.ts'
import { usePosition } from '../../stores/orders.ts'
import { useSelection } from '../../stores/selection.ts'
import { useSettings } from '../../stores/settings.ts'
import { useStatus } from '../../stores/status.ts'
import { useCandles, useSymbolView } from '../../stores/symbol.ts'
import { useWatchRow } from '../../stores/watchlist.ts'
import { duration } from '../../ui/format.ts'
import { EmptyState } from '../../ui/panel.tsx'
import { useChartSwitches } from './chart-switches.ts'
import { chartWords } from './chart-words.ts'
import { cardLevels, positionLevels } from './levels.ts'
import { SymbolHead } from './symbol-head.tsx'
import { useLevelDrag } from './use-level-drag.ts'
import './symbol.css'

const FRAME_MS: Readonly<Record<TimeFrame, number | null>> = { '1m': 60_000, '5m': 300_000, '15m': 900_000, D: null }

const NO_MARKERS: readonly Marker[] = []

/** The chart of the symbol that is looked at. */
export function SymbolPanel() {
  const symbol = useSelection((selection) => selection.symbol)
  const frame = useSelection((selection) => selection.frame)
  return (
    <section className="panel symbol-panel" aria-label="Chart">
      <SymbolHead />
      <div className="symbol-chart">
        {symbol === null ? (
          <EmptyState title="No symbol yet.">The first one of the watchlist is shown here.</EmptyState>
        ) : (
          <SymbolChart key={`${symbol} ${frame}`} symbol={symbol} frame={frame} />
        )}
      </div>
    </section>
  )
}

/** Market time left until the candle under way ends; null where it has no such end. */
function useCandleLeft(frame: TimeFrame): string | null {
  const length = FRAME_MS[frame]
  return useStatus(({ time, day, state }) => {
    if (length === null || day === null || time < day.open || time >= day.close || state.phase !== 'running')
      return null
    return duration(length - ((time - day.open) % length))
  })
}

function SymbolChart({ symbol, frame }: { symbol: Ticker; frame: TimeFrame }) {
  const candles = useCandles(symbol, frame)
  const view = useSymbolView(symbol)
  const row = useWatchRow(symbol)
  const position = usePosition(symbol)
  const allCards = useCards()
  const switches = useChartSwitches()
  const { theme, pair } = useSettings()
  const role = useRole()
  const left = useCandleLeft(frame)
  const area = useRef<HTMLDivElement>(null)
  const chart = useRef<ChartCore | null>(null)

  const cards = useMemo(() => allCards.filter((card) => card.symbol === symbol), [allCards, symbol])
  const may = role === 'controller'
  const drag = useLevelDrag(area, chart, { cards, may })
  const markers = view?.markers ?? NO_MARKERS
  const levels = useMemo(
    (): Level[] => [
      ...(position === null ? [] : positionLevels(position, markers)),
      ...cards.flatMap((card) => cardLevels(card, drag, may)),
    ],
    [position, markers, cards, drag, may],
  )
  const last = row?.last ?? candles?.at(-1)?.close ?? null
  const daily = frame === 'D'
  const overlays = useMemo(
    (): Overlays => ({
      vwap: switches.vwap && !daily,
      profile: switches.profile && !daily ? (view?.profile ?? null) : null,
      prior: switches.prior && !daily ? (view?.prior ?? null) : null,
      markers: switches.marks && !daily ? markers : NO_MARKERS,
      levels,
      vetoLifts: daily ? null : (view?.vetoLifts ?? null),
      last: last === null ? null : { price: last, left },
      cutAt: null,
    }),
    [switches, daily, view, markers, levels, last, left],
  )

  const isEmpty = candles === null || candles.length === 0
  const words = chartWords({
    symbol,
    last,
    priorClose: row?.priorClose ?? null,
    decimals: view?.decimals ?? row?.decimals ?? 2,
    view,
    position,
  })
  return (
    <div ref={area} className="chart-area">
      {isEmpty || view === null ? (
        <EmptyState title={candles === null ? 'Loading the chart…' : 'No bars yet.'}>
          {candles === null ? undefined : 'Candles come with the first trades of the session.'}
        </EmptyState>
      ) : (
        <PriceChart
          candles={candles}
          decimals={view.decimals}
          tick={view.tick}
          daily={daily}
          overlays={overlays}
          label={words}
          theme={`${theme} ${pair}`}
          chartRef={chart}
        />
      )}
    </div>
  )
}
