import { useVirtualizer } from '@tanstack/react-virtual'
import { type ClipboardEvent, type KeyboardEvent, useRef, useState } from 'react'
import { isTicker } from '../../../src-shared/domain/ids.ts'
import { useSelection } from '../../stores/selection.ts'
import { currentWatchlist } from '../../stores/watchlist.ts'
import { useKeyAction } from '../keys/key-actions.ts'
import { asText } from './order.ts'
import { WatchRowView } from './watch-row.tsx'

const ROW_HEIGHT = 48

const optionId = (symbol: string): string => `watch-${symbol.replace(/[^A-Z0-9]/g, '-')}`

const symbolAt = (target: EventTarget): string | undefined =>
  target instanceof Element ? target.closest<HTMLElement>('[data-symbol]')?.dataset['symbol'] : undefined

const selectedText = (): string => window.getSelection()?.toString() ?? ''

/** The traded symbols: as many rows as are to be seen, each drawing itself. */
export function SymbolList({ symbols }: { symbols: readonly string[] }) {
  const scroller = useRef<HTMLDivElement>(null)
  const selected = useSelection(({ symbol }) => symbol)
  const select = useSelection(({ setSymbol }) => setSymbol)
  const [moved, setMoved] = useState<string | null>(null)
  const cursor = moved !== null && symbols.includes(moved) ? moved : selected

  const virtual = useVirtualizer({
    count: symbols.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 4,
    getItemKey: (index) => symbols[index] ?? index,
  })

  const open = (symbol: string | null | undefined): void => {
    if (symbol === null || symbol === undefined || !isTicker(symbol)) return
    setMoved(null)
    select(symbol)
  }
  const moveTo = (index: number): void => {
    const within = Math.max(0, Math.min(symbols.length - 1, index))
    setMoved(symbols[within] ?? null)
    virtual.scrollToIndex(within, { align: 'auto' })
  }
  const at = cursor === null ? -1 : symbols.indexOf(cursor)
  useKeyAction('next', () => moveTo(at + 1))
  useKeyAction('previous', () => moveTo(at - 1))
  useKeyAction('open', () => open(cursor))

  const onKeyDown = (event: KeyboardEvent): void => {
    const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: symbols.length - 1 }[event.key]
    if (target === undefined) return
    event.preventDefault()
    moveTo(target)
  }
  const onCopy = (event: ClipboardEvent): void => {
    if (selectedText() !== '') return
    const { byKey } = currentWatchlist()
    const rows = symbols.flatMap((symbol) => byKey.get(symbol) ?? [])
    event.clipboardData.setData('text/plain', asText(rows))
    event.preventDefault()
  }

  const items = virtual.getVirtualItems()
  const cursorDrawn = cursor !== null && items.some(({ index }) => symbols[index] === cursor)
  return (
    <div
      ref={scroller}
      className="symbols"
      role="listbox"
      tabIndex={0}
      aria-label="Symbols"
      aria-activedescendant={cursorDrawn ? optionId(cursor) : undefined}
      onClick={({ target }) => open(symbolAt(target))}
      onKeyDown={onKeyDown}
      onCopy={onCopy}
    >
      <div className="all" style={{ height: virtual.getTotalSize() }} role="presentation">
        {items.map(({ index, start, key }) => {
          const symbol = symbols[index]
          if (symbol === undefined) return null
          return (
            <div
              key={key}
              id={optionId(symbol)}
              className="place"
              role="option"
              tabIndex={-1}
              aria-selected={symbol === selected}
              aria-posinset={index + 1}
              aria-setsize={symbols.length}
              style={{ transform: `translateY(${start}px)` }}
              data-symbol={symbol}
            >
              <WatchRowView symbol={symbol} selected={symbol === selected} cursor={symbol === cursor} />
            </div>
          )
        })}
      </div>
    </div>
  )
}
