import { useRef, useState } from 'react'
import { isTicker } from '../../../src-shared/domain/ids.ts'
import { useSelection } from '../../stores/selection.ts'
import { changeSettings, useSettings, WATCH_ORDERS } from '../../stores/settings.ts'
import { useStatus } from '../../stores/status.ts'
import { useWatchOrder, useWatchTable } from '../../stores/watchlist.ts'
import { IconButton } from '../../ui/controls.tsx'
import { SHOWN_EDGES } from '../../ui/edge-words.ts'
import { Menu } from '../../ui/menu.tsx'
import { EmptyState } from '../../ui/panel.tsx'
import { useKeyAction } from '../keys/key-actions.ts'
import { ORDER_WORDS } from './order.ts'
import { SymbolList } from './symbol-list.tsx'
import { useArranged } from './use-arranged.ts'
import { ContextRow } from './watch-row.tsx'
import './watchlist.css'

function OrderMenu() {
  const order = useSettings((settings) => settings.watchOrder)
  return (
    <Menu
      label={`${ORDER_WORDS[order].label}, sorted by: ${ORDER_WORDS[order].says}`}
      text={ORDER_WORDS[order].label}
      value={order}
      options={WATCH_ORDERS.map((value) => ({ value, label: ORDER_WORDS[value].says }))}
      onChange={(watchOrder) => changeSettings({ watchOrder })}
    />
  )
}

function Context() {
  const members = useWatchOrder()
  const context = useWatchTable(({ byKey }) =>
    members.filter((symbol) => byKey.get(symbol)?.role === 'context').join(' '),
  )
  if (context === '') return null
  return (
    <section className="context" aria-label="Context">
      <h3>Context</h3>
      <ul>
        {members
          .filter((symbol) => ` ${context} `.includes(` ${symbol} `))
          .map((symbol) => (
            <ContextRow key={symbol} symbol={symbol} />
          ))}
      </ul>
    </section>
  )
}

function Nothing({ filter }: { filter: string }) {
  const known = useWatchTable((table) => table.known)
  const phase = useStatus((status) => status.state.phase)
  if (filter !== '') return <EmptyState title={`No symbol has “${filter}” in it.`}>Escape shows all again.</EmptyState>
  if (phase === 'connecting') return <EmptyState title="Waiting for the market.">Rows come once it answers.</EmptyState>
  if (!known || phase === 'warming-up')
    return <EmptyState title="Loading bars…">Rows come with the first ones.</EmptyState>
  return <EmptyState title="No symbols.">The configured universe of traded symbols stands here.</EmptyState>
}

/** The traded symbols at a glance, and below them those that explain the market. */
export function WatchlistPanel() {
  const [filter, setFilter] = useState<string | null>(null)
  const input = useRef<HTMLInputElement>(null)
  const select = useSelection(({ setSymbol }) => setSymbol)
  const symbols = useArranged(filter ?? '')
  const find = (): void => {
    setFilter((before) => before ?? '')
    requestAnimationFrame(() => input.current?.focus())
  }
  useKeyAction('find', find)

  return (
    <section className="panel watch" aria-label="Watchlist">
      <div className="head">
        {filter === null ? (
          <>
            <h2>Watchlist</h2>
            <span className="count">{symbols.length}</span>
            <span className="grow" />
            <OrderMenu />
            <IconButton icon="search" size={13} label="Find a symbol (/)" onClick={find} />
          </>
        ) : (
          <>
            <h2 className="vh">Watchlist</h2>
            <input
              ref={input}
              className="find"
              value={filter}
              placeholder="Symbol"
              aria-label="Find a symbol"
              spellCheck={false}
              autoComplete="off"
              onChange={({ target }) => setFilter(target.value)}
              onKeyDown={(event) => {
                const first = symbols[0]
                if (event.key === 'Escape') setFilter(null)
                else if (event.key === 'Enter' && first !== undefined && isTicker(first)) {
                  select(first)
                  setFilter(null)
                } else return
                event.preventDefault()
              }}
            />
            <span className="count">{symbols.length}</span>
            <IconButton icon="cross" size={10} label="Show all symbols" onClick={() => setFilter(null)} />
          </>
        )}
      </div>
      <div className="columns" aria-hidden="true">
        <span className="codes">
          {SHOWN_EDGES.map((edge) => (
            <span key={edge}>{edge}</span>
          ))}
        </span>
        <span className="agree-head">agree</span>
        <span className="r nw">last, pos</span>
        <span className="r nw">chg %, P&amp;L</span>
      </div>
      {symbols.length === 0 ? <Nothing filter={filter ?? ''} /> : <SymbolList symbols={symbols} />}
      <Context />
    </section>
  )
}
