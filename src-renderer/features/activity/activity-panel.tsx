import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, type RefObject, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { ActivityLine } from '../../../src-shared/contract/views/activity.ts'
import { useActivity } from '../../stores/activity.ts'
import { useSelection } from '../../stores/selection.ts'
import { Segmented, TextButton } from '../../ui/controls.tsx'
import { gainClass, money, timeOfDay } from '../../ui/format.ts'
import { Icon, type IconName } from '../../ui/icon.tsx'
import { Num } from '../../ui/num.tsx'
import { EmptyState, Panel } from '../../ui/panel.tsx'
import { type ActivityFilter, activityTable, shownLines } from './activity-lines.ts'
import { copyTable } from './copy-table.ts'
import './activity.css'

const FILTERS = [
  { value: 'all', label: 'All' },
  { value: 'orders', label: 'Orders' },
  { value: 'vetoes', label: 'Vetoes' },
] as const satisfies readonly { value: ActivityFilter; label: string }[]

const NOTHING: Readonly<Record<ActivityFilter, { readonly title: string; readonly fills: string }>> = {
  all: { title: 'Nothing has happened yet.', fills: 'Decisions, orders, fills and changes of mode are listed here.' },
  orders: { title: 'No orders yet.', fills: 'Staged, sent and filled orders are listed here.' },
  vetoes: { title: 'No vetoes yet.', fills: 'A candidate that an edge vetoes is listed here with the edge.' },
}

const MARKS: Readonly<Record<ActivityLine['mark'], { readonly icon: IconName; readonly tint: string }>> = {
  long: { icon: 'long', tint: 'long' },
  short: { icon: 'short', tint: 'short' },
  veto: { icon: 'veto', tint: 'veto' },
  good: { icon: 'check', tint: 'i2' },
  warning: { icon: 'warn', tint: 'amber' },
  error: { icon: 'warn', tint: 'danger' },
  plain: { icon: 'ring', tint: 'i3' },
}

/** Height of a line of one row, px. */
const LINE = 24

/** What is won or lost wears its colour; what is at stake does not. */
const amountClass = ({ subject }: ActivityLine, amount: number): string =>
  subject === 'staged' ? 'i3' : gainClass(amount)

interface LineProps {
  readonly line: ActivityLine
  readonly onChoose: (line: ActivityLine) => void
}

const Line = memo(function Line({ line, onChoose }: LineProps) {
  const { time, symbol, text, mark, amount, subject } = line
  const { icon, tint } = MARKS[mark]
  const said = (
    <>
      <Num className="i3 t">{timeOfDay(time)}</Num>
      <Icon name={icon} size={11} className={tint} />
      <span className="text">
        {symbol !== null && <b>{symbol}</b>} {text}
      </span>
      {amount !== null && (
        <Num className={amountClass(line, amount)}>
          {subject === 'staged' ? `$${money(amount)}` : money(amount, { sign: true })}
        </Num>
      )}
    </>
  )
  return symbol === null ? (
    <div className="line">{said}</div>
  ) : (
    <button type="button" className="line" onClick={() => onChoose(line)}>
      {said}
    </button>
  )
})

/** What happened, newest first. */
export function ActivityPanel() {
  const all = useActivity()
  const setSymbol = useSelection((selection) => selection.setSymbol)
  const [filter, setFilter] = useState<ActivityFilter>('all')
  const lines = useMemo(() => shownLines(all, filter), [all, filter])
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE,
    getItemKey: (index) => lines[index]?.number ?? index,
    overscan: 8,
  })
  useStandingStill(scroller, lines)

  return (
    <Panel
      title="Activity"
      className="activity"
      actions={
        <>
          {lines.length > 0 && (
            <TextButton
              data-tip="Copies these lines as text"
              onClick={() => void copyTable(activityTable(lines), 'Activity')}
            >
              Copy
            </TextButton>
          )}
          <Segmented label="Show" value={filter} options={FILTERS} onChange={setFilter} />
        </>
      }
    >
      {lines.length === 0 ? (
        <EmptyState title={NOTHING[filter].title}>{NOTHING[filter].fills}</EmptyState>
      ) : (
        <div className="scroller" ref={scroller}>
          <ol style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map(({ index, key, start }) => {
              const line = lines[index]
              return (
                <li
                  key={key}
                  ref={virtual.measureElement}
                  data-index={index}
                  style={{ transform: `translateY(${start}px)` }}
                >
                  {line !== undefined && (
                    <Line line={line} onChoose={({ symbol }) => symbol !== null && setSymbol(symbol)} />
                  )}
                </li>
              )
            })}
          </ol>
        </div>
      )}
    </Panel>
  )
}

/** Whoever has scrolled down to older lines goes on seeing them while new ones come in above. */
function useStandingStill(scroller: RefObject<HTMLDivElement | null>, lines: readonly ActivityLine[]): void {
  const newest = useRef<number | null>(null)
  useLayoutEffect(() => {
    const element = scroller.current
    const before = newest.current
    newest.current = lines[0]?.number ?? null
    if (element === null) return
    const fresh = before === null ? 0 : lines.findIndex(({ number }) => number <= before)
    if (fresh > 0 && element.scrollTop > 0) element.scrollTop += fresh * LINE
  }, [scroller, lines])
}
