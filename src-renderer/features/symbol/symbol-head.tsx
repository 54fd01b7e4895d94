import { clsx } from 'clsx'
import { TIME_FRAMES } from '../../../src-shared/contract/topic-ids.ts'
import type { Ticker } from '../../../src-shared/domain/ids.ts'
import { useSelection } from '../../stores/selection.ts'
import { useSymbolView } from '../../stores/symbol.ts'
import { useWatchRow } from '../../stores/watchlist.ts'
import { Segmented, TextButton } from '../../ui/controls.tsx'
import { DataNote, isOld } from '../../ui/data-note.tsx'
import { gainClass, percent, price } from '../../ui/format.ts'
import { Num } from '../../ui/num.tsx'
import { CHART_SWITCHES, SWITCH_NAMES, toggleSwitch, useChartSwitches } from './chart-switches.ts'

const FRAME_OPTIONS = TIME_FRAMES.map((frame) => ({ value: frame, label: frame }))

/** The symbol that is looked at, its price, and how its chart is shown. */
export function SymbolHead() {
  const symbol = useSelection((selection) => selection.symbol)
  const frame = useSelection((selection) => selection.frame)
  const setFrame = useSelection((selection) => selection.setFrame)
  const switches = useChartSwitches()
  return (
    <div className="symbol-head">
      <h2 className="symbol-name">{symbol ?? 'No symbol'}</h2>
      {symbol !== null && <LastPrice symbol={symbol} />}
      <span className="grow" />
      <Segmented label="Time frame" value={frame} options={FRAME_OPTIONS} onChange={setFrame} />
      <fieldset className="chart-switches" aria-label="Shown on the chart">
        {CHART_SWITCHES.map((name) => (
          <TextButton key={name} bordered pressed={switches[name]} onClick={() => toggleSwitch(name)}>
            {SWITCH_NAMES[name]}
          </TextButton>
        ))}
      </fieldset>
    </div>
  )
}

/** Price and change since the close before, and what they are worth; the only part that changes with every quote. */
function LastPrice({ symbol }: { symbol: Ticker }) {
  const row = useWatchRow(symbol)
  const view = useSymbolView(symbol)
  if (row === null) return null
  const { last, priorClose, decimals } = row
  const data = view?.data ?? row.data
  const change = last === null || priorClose === null ? null : last - priorClose
  const old = isOld(data)
  return (
    <>
      {last !== null && <Num className={clsx('symbol-last', old && 'old')}>{price(last, decimals)}</Num>}
      {change !== null && priorClose !== null && (
        <Num className={clsx('symbol-change', old ? 'i3' : gainClass(change))}>
          {`${change > 0 ? '+' : ''}${price(change, decimals)}  ${percent(change / priorClose, 2, { sign: true })} %`}
        </Num>
      )}
      <DataNote data={data} className="st" />
    </>
  )
}
