import { useVirtualizer } from '@tanstack/react-virtual'
import { type ClipboardEvent, type KeyboardEvent, useEffect, useLayoutEffect, useRef } from 'react'
import type { ReviewRow } from '../../../src-shared/contract/views/review.ts'
import { SHOWN_EDGES } from '../../ui/edge-words.ts'
import { useKeyAction } from '../keys/key-actions.ts'
import { openRow } from './read-review.ts'
import { keepScroll, reviewStore } from './review-store.ts'
import { rowsAsText } from './rows-text.ts'
import { rowId, TableRow } from './table-row.tsx'
import './rows-table.css'

/** Height of a row, px. */
const ROW = 24

interface RowsTableProps {
  readonly rows: readonly ReviewRow[]
  readonly opened: number | null
  /** Goes on to what the row opened. */
  readonly onEnter: () => void
}

const seqAt = (target: EventTarget): number | null => {
  const seq = target instanceof Element ? target.closest<HTMLElement>('[data-seq]')?.dataset['seq'] : undefined
  return seq === undefined ? null : Number(seq)
}

/** The day's rows, oldest first: as many as are to be seen. Copied, it is all of them as text. */
export function RowsTable({ rows, opened, onEnter }: RowsTableProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const at = rows.findIndex(({ seq }) => seq === opened)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    getItemKey: (index) => rows[index]?.seq ?? index,
    overscan: 10,
    initialOffset: reviewStore.getState().scrolled,
  })
  useKeptScroll(scroller)
  useShown(at, virtual.scrollToIndex)
  const move = (index: number): void => {
    const to = Math.min(Math.max(0, index), rows.length - 1)
    const row = rows[to]
    if (row !== undefined) openRow(row.seq)
  }
  const before = at < 0 ? rows.length - 1 : at - 1
  useKeyAction('next', () => move(at + 1))
  useKeyAction('previous', () => move(before))
  useKeyAction('open', onEnter)

  const press = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW) - 1)
    const to = {
      ArrowDown: at + 1,
      ArrowUp: before,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: rows.length - 1,
    }[event.key]
    if (to !== undefined) move(to)
    else if (event.key === 'Escape') openRow(null)
    else return
    event.preventDefault()
  }
  const copy = (event: ClipboardEvent): void => {
    if (window.getSelection()?.toString() !== '') return
    event.clipboardData.setData('text/plain', rowsAsText(rows))
    event.preventDefault()
  }

  const items = virtual.getVirtualItems()
  const drawn = opened !== null && items.some(({ index }) => index === at)
  return (
    <section className="panel rv-table" aria-label="What was decided and happened">
      <Head />
      <div
        ref={scroller}
        role="listbox"
        className="scroller"
        aria-label="Rows of the day"
        aria-activedescendant={drawn ? rowId(opened) : undefined}
        tabIndex={0}
        onClick={({ target }) => openRow(seqAt(target) ?? opened)}
        onKeyDown={press}
        onCopy={copy}
      >
        <div role="presentation" className="rows" style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, key, start }) => {
            const row = rows[index]
            return (
              row !== undefined && (
                <TableRow
                  key={key}
                  row={row}
                  place={index + 1}
                  of={rows.length}
                  top={start}
                  selected={row.seq === opened}
                />
              )
            )
          })}
        </div>
      </div>
    </section>
  )
}

/** Names of the columns; each row says itself what its cells are. */
function Head() {
  return (
    <div className="tr th" aria-hidden="true">
      <span>time</span>
      <span>symbol</span>
      <span>candidate</span>
      <span className="codes">
        {SHOWN_EDGES.map((edge) => (
          <span key={edge}>{edge}</span>
        ))}
      </span>
      <span>agree</span>
      <span className="r">score</span>
      <span>result</span>
      <span className="r">R</span>
      <span className="r">P&amp;L</span>
    </div>
  )
}

/** Leaves the place behind for the next time the screen opens. */
function useKeptScroll(scroller: { readonly current: HTMLDivElement | null }): void {
  useLayoutEffect(() => {
    const element = scroller.current
    return () => {
      if (element !== null) keepScroll(element.scrollTop)
    }
  }, [scroller])
}

/** A row that was opened, by a key, in the curve or by its neighbours, comes into sight. */
function useShown(at: number, scrollTo: (index: number) => void): void {
  const before = useRef(at)
  useEffect(() => {
    if (at >= 0 && before.current !== at) scrollTo(at)
    before.current = at
  }, [at, scrollTo])
}
