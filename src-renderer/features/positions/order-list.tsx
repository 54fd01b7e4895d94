import { useVirtualizer } from '@tanstack/react-virtual'
import { clsx } from 'clsx'
import { memo, useMemo, useRef, useState } from 'react'
import type { OrderView } from '../../../src-shared/contract/views/orders.ts'
import { bookKey } from '../../stores/books.ts'
import { sendCommand } from '../../stores/commands.ts'
import { useSelection } from '../../stores/selection.ts'
import { Badge } from '../../ui/controls.tsx'
import { price, shares } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Num } from '../../ui/num.tsx'
import { EmptyState } from '../../ui/panel.tsx'
import { BookLabel } from './book-label.tsx'
import { byBook, needsLabels, type OfBook } from './by-book.ts'
import { ModifyOrder } from './modify-order.tsx'
import { modifyFields } from './modify-words.ts'
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
  const rows = useMemo(() => linesOf(groups), [groups])
  const firstOver = useMemo(() => {
    const group = groups.find(({ working }) => !working)
    return group === undefined || group === groups[0] ? null : group.ref
  }, [groups])
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => {
      const row = rows[index]
      return row !== undefined && 'order' in row && remarkOf(row.order) !== null ? LINE + REMARK : LINE
    },
    getItemKey: (index) => {
      const row = rows[index]
      return row === undefined ? index : 'order' in row ? row.order.ref : row.key
    },
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
              className={clsx(row !== undefined && 'order' in row && row.order.ref === firstOver && 'ended')}
              style={{ transform: `translateY(${start}px)` }}
            >
              {row !== undefined &&
                ('order' in row ? (
                  <Order row={row} watching={watching} />
                ) : (
                  <BookLabel book={row.book} className="pos-book small" />
                ))}
            </li>
          )
        })}
      </ul>
    </div>
  )
}

/** The rows of all brackets; where there are accounts, by their books and each under its name. */
function linesOf(groups: readonly OrderGroup[]): readonly (OrderRow | OfBook<OrderGroup>)[] {
  const books = byBook(groups, ({ book }) => book)
  const rowsOf = (of: readonly OrderGroup[]): OrderRow[] => of.flatMap(({ rows }) => rows)
  return needsLabels(books) ? books.flatMap((book) => [book, ...rowsOf(book.items)]) : rowsOf(groups)
}

const Order = memo(function Order({ row: { order, child }, watching }: { row: OrderRow; watching: boolean }) {
  const setSymbol = useSelection((selection) => selection.setSymbol)
  const [waiting, setWaiting] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)
  const { ref, symbol, role, action, quantity, over, average, decimals, timeInForce } = order
  const { word, icon, kind, says, part } = stateChip(order)
  const remark = remarkOf(order)
  const cancel = async (): Promise<void> => {
    if (waiting) return
    setWaiting(true)
    const answer = await sendCommand({ kind: 'cancel', ref }, { silent: true })
    setWaiting(false)
    setRefused(answer.ok ? null : answer.error.message)
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
        <span
          className="what"
          data-tip={`${role}: ${action} ${shares(quantity)} ${symbol} ${pricingWords(order)}, ${timeInForce}`}
        >
          {action} <Num>{shares(quantity)}</Num> <span className="i3">{pricingWords(order)}</span>
        </span>
        <span data-tip={`${says}${filled}`}>
          <Badge kind={kind} icon={icon}>
            {word}
            {part !== null && <Num>{` ${part}`}</Num>}
          </Badge>
        </span>
        {modifyFields(order).length > 0 ? <ModifyOrder order={order} watching={watching} /> : <span />}
        {isCancellable(order) ? (
          <button
            type="button"
            className="ib"
            aria-label={`Cancel ${role} ${action} ${symbol}`}
            aria-disabled={waiting}
            data-tip={`Cancel this ${role}`}
            onClick={() => void cancel()}
          >
            <Icon name="cross" size={10} />
          </button>
        ) : (
          <span />
        )}
      </div>
      {remark !== null && <p className="held">{remark}</p>}
      {refused !== null && !over && (
        <p className="held" role="alert">
          {refused}
        </p>
      )}
    </div>
  )
})

/** Orders as they are copied: a head and a row each. */
export function orderTable(groups: readonly OrderGroup[]): readonly (readonly string[])[] {
  const rows = groups.flatMap(({ rows }) => rows)
  return [
    ['book', 'symbol', 'role', 'action', 'shares', 'filled', 'average', 'price', 'time in force', 'state'],
    ...rows.map(({ order }) => [
      bookKey(order.book),
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
