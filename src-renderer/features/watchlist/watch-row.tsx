import { clsx } from 'clsx'
import { memo } from 'react'
import type { WatchRow } from '../../../src-shared/contract/views/watchlist.ts'
import { useSelection } from '../../stores/selection.ts'
import { useWatchRow } from '../../stores/watchlist.ts'
import { DataNote, isOld } from '../../ui/data-note.tsx'
import { EdgeCells } from '../../ui/edge-cell.tsx'
import { SHORT_EDGE_NAMES } from '../../ui/edge-words.ts'
import { gainClass, hundredths, money, percent, price, shares } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { changeOf } from './order.ts'
import { Sparkline } from './sparkline.tsx'

/** From so many agreeing edges on a row says why there is no trade. */
const NEAR = 4

function Change({ row }: { row: WatchRow }) {
  const change = changeOf(row)
  if (change === null) return <span className="n r i3">–</span>
  return <span className={clsx('n r', gainClass(change * 100))}>{percent(change, 2, { sign: true })}</span>
}

/** The right half of the second line: what keeps it from being traded, what is staged, what is held, or why nothing is. */
function Standing({ row }: { row: WatchRow }) {
  const { card } = row
  if (row.shares !== 0 || row.profit !== null) {
    return (
      <>
        <span className="n r i2 held">
          <DataNote data={row.data} short />
          {row.shares === 0 ? '' : shares(row.shares, { sign: true })}
        </span>
        <span className={clsx('n r', row.profit === null ? 'i3' : gainClass(row.profit))}>
          {row.profit === null ? '' : money(row.profit, { sign: true })}
        </span>
      </>
    )
  }
  if (row.data.words !== '') return <DataNote data={row.data} className="need" />
  if (row.staged) return <span className="need i1">staged</span>
  if (card === null || card.agreeing < NEAR) return null
  if (card.vetoedBy.length > 0) {
    // The sign beside it says that it is a veto.
    return <span className="need vetoed ell">{card.vetoedBy.map((edge) => SHORT_EDGE_NAMES[edge]).join(', ')}</span>
  }
  return <span className="need ell">{card.why}</span>
}

const agreeTip = ({ agreeing, score, candidate, why }: NonNullable<WatchRow['card']>): string => {
  const head = `${agreeing} of 6 agree, score ${hundredths(score)}`
  const side = candidate === null ? 'No candidate.' : `${candidate === 'long' ? 'Long' : 'Short'} candidate.`
  return why === '' ? `${head}\n${side}` : `${head}\n${side} No trade: ${why}.`
}

const Agree = memo(function Agree({ card }: { card: NonNullable<WatchRow['card']> }) {
  const hit = card.why === '' && card.vetoedBy.length === 0 && card.candidate !== null
  return (
    <span className={clsx('n agree', hit && 'hit')} data-tip={agreeTip(card)}>
      {card.agreeing}/6
      {card.vetoedBy.length > 0 && <Icon name="veto" size={11} className="veto" />}
    </span>
  )
})

interface WatchRowProps {
  readonly symbol: string
  readonly selected: boolean
  /** Where `j` and `k` stand. */
  readonly cursor: boolean
}

/** One symbol in two lines. It draws again only when its own row changes. */
export const WatchRowView = memo(function WatchRowView({ symbol, selected, cursor }: WatchRowProps) {
  const row = useWatchRow(symbol)
  if (row === null) return null
  const { card } = row
  return (
    <div className={clsx('watch-row', selected && 'selected', cursor && 'cursor')}>
      <div className="l1">
        <span className="sym">{symbol}</span>
        <Sparkline closes={row.spark} prior={row.priorClose} last={row.last} />
        <span className={clsx('n r last', isOld(row.data) && 'old')}>
          {row.last === null ? '–' : price(row.last, row.decimals)}
        </span>
        <Change row={row} />
      </div>
      <div className="l2">
        {card === null ? (
          <span className="cap undecided">not decided yet</span>
        ) : (
          <EdgeCells cells={card.cells} side={card.candidate ?? 'long'} />
        )}
        {card === null ? <span /> : <Agree card={card} />}
        <Standing row={row} />
      </div>
    </div>
  )
})

/** A symbol that is only looked at for others, in one line; its chart opens like any other. */
export const ContextRow = memo(function ContextRow({ symbol }: { symbol: string }) {
  const row = useWatchRow(symbol)
  const selected = useSelection((selection) => selection.symbol === symbol)
  const select = useSelection(({ setSymbol }) => setSymbol)
  if (row === null) return null
  return (
    <li>
      <button type="button" aria-pressed={selected} onClick={() => select(row.symbol)}>
        <span className="sym">{symbol}</span>
        {row.data.words === '' ? (
          <Sparkline closes={row.spark} prior={row.priorClose} last={row.last} />
        ) : (
          <DataNote data={row.data} className="need" />
        )}
        <span className={clsx('n r', isOld(row.data) ? 'i3' : 'i2')}>
          {row.last === null ? '–' : price(row.last, row.decimals)}
        </span>
        <Change row={row} />
      </button>
    </li>
  )
})
