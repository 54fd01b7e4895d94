import { useVirtualizer } from '@tanstack/react-virtual'
import { clsx } from 'clsx'
import { memo, useMemo, useRef, useState } from 'react'
import type { OrderView } from '../../../src-shared/contract/views/orders.ts'
import { sendCommand } from '../../stores/commands.ts'
import { useSelection } from '../../stores/selection.ts'
import { Badge } from '../../ui/controls.tsx'
import { price, shares } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Num } from '../../ui/num.tsx'
import { EmptyState } from '../../ui/panel.tsx'
import type { OrderGroup, OrderRow } from './order-groups.ts'
import { isCancellable, pricingWords, stateChip } from './order-words.ts'

/** Heights of a line and of a remark under it, px; measured where a remark takes more. */
const LINE = 24
const REMARK = 20

interface ListProps {
  readonly groups: readonly OrderGroup[]
  readonly watching: boolean
}

/** Something to say under an order; null when there is nothing. */
const remarkOf = ({ held, cancelWanted, over }: OrderView): string | null =>
  over ? null : (held ?? (cancelWanted === null ? null : `To be cancelled: ${cancelWanted}.`))

/** Approved orders by bracket: those that work, then those that are over. */
export function OrderList({ groups, watching }: ListProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const rows = useMemo(() => groups.flatMap(({ rows }) => rows), [groups])
  const firstOver = useMemo(() => {
    const group = groups.find(({ working }) => !working)
    return group === undefined || group === groups[0] ? null : group.ref
  }, [groups])
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => {
      const row = rows[index]
      return row !== undefined && remarkOf(row.order) !== null ? LINE + REMARK : LINE
    },
    getItemKey: (index) => rows[index]?.order.ref ?? index,
    overscan: 8,
  })
  if (rows.length === 0) {
    return <EmptyState title="No orders.">An approved entry appears here with its stop and its target.</EmptyState>
  }
  return (
    <div className="scroller" ref={scroller}>
      <ul className="order-rows" aria-label="Orders" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const row = rows[index]
          return (
            <li
              key={key}
              ref={virtual.measureElement}
              data-index={index}
              className={clsx(row?.order.ref === firstOver && 'ended')}
              style={{ transform: `translateY(${start}px)` }}
            >
              {row !== undefined && <Order row={row} watching={watching} />}
            </li>
          )
        })}
      </ul>
    </div>
  )
}

const Order = memo(function Order({ row: { order, child }, watching }: { row: OrderRow; watching: boolean }) {
  const setSymbol = useSelection((selection) => selection.setSymbol)
  const [waiting, setWaiting] = useState(false)
  const { ref, symbol, role, action, quantity, over, average, decimals, timeInForce } = order
  const { word, icon, kind, says, part } = stateChip(order)
  const remark = remarkOf(order)
  const cancel = async (): Promise<void> => {
    if (watching || waiting) return
    setWaiting(true)
    await sendCommand({ kind: 'cancel', ref })
    setWaiting(false)
  }
  const filled = average === null ? '' : `\nFilled ${shares(order.filled)} at ${price(average, decimals)} on average.`
  return (
    <div className={clsx('order', child && 'child', over && 'over')}>
      <div className="o1">
        {child ? (
          <span className="role">{role}</span>
        ) : (
          <button type="button" className="sym" onClick={() => setSymbol(symbol)}>
            {symbol}
          </button>
        )}
        <span className="what" data-tip={`${role}: ${action} ${shares(quantity)} ${symbol}, ${timeInForce}`}>
          {action} <Num>{shares(quantity)}</Num> <span className="i3">{pricingWords(order)}</span>
        </span>
        <span data-tip={`${says}${filled}`}>
          <Badge kind={kind} icon={icon}>
            {word}
            {part !== null && <Num>{` ${part}`}</Num>}
          </Badge>
        </span>
        {isCancellable(order) ? (
          <button
            type="button"
            className="ib"
            aria-label={`Cancel ${role} ${action} ${symbol}`}
            aria-disabled={watching || waiting}
            data-tip={watching ? 'This window only watches.' : `Cancel this ${role}`}
            onClick={() => void cancel()}
          >
            <Icon name="cross" size={10} />
          </button>
        ) : (
          <span />
        )}
      </div>
      {remark !== null && <p className="held">{remark}</p>}
    </div>
  )
})

/** Orders as they are copied: a head and a row each. */
export function orderTable(groups: readonly OrderGroup[]): readonly (readonly string[])[] {
  const rows = groups.flatMap(({ rows }) => rows)
  return [
    ['symbol', 'role', 'action', 'shares', 'filled', 'average', 'price', 'time in force', 'state'],
    ...rows.map(({ order }) => [
      order.symbol,
      order.role,
      order.action,
      shares(order.quantity),
      shares(order.filled),
      order.average === null ? '' : price(order.average, order.decimals),
      pricingWords(order),
      order.timeInForce,
      order.state,
    ]),
  ]
}
