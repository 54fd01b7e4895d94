import { clsx } from 'clsx'
import { type KeyboardEvent, memo, useState } from 'react'
import type { PositionView } from '../../../src-shared/contract/views/orders.ts'
import { bookKey } from '../../stores/books.ts'
import { sendCommand } from '../../stores/commands.ts'
import { useSelection } from '../../stores/selection.ts'
import { currentStatus, useStatus } from '../../stores/status.ts'
import { money, price, shares } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Gain, Num } from '../../ui/num.tsx'
import { EmptyState } from '../../ui/panel.tsx'
import { BookLabel } from './book-label.tsx'
import { byBook, needsLabels } from './by-book.ts'
import { CloseForm } from './close-form.tsx'
import { closingWords, isRegularSession, protectionWords, signedShares } from './position-words.ts'

const UNKNOWN = '\u2013'

interface ListProps {
  readonly positions: readonly PositionView[]
}

/** Our positions with their stops and targets, and the day's sums. */
export function PositionList({ positions }: ListProps) {
  const books = byBook(positions, ({ book }) => book)
  const labelled = needsLabels(books)
  if (positions.length === 0) {
    return (
      <>
        <EmptyState title="No positions.">A position appears here when an approved entry fills.</EmptyState>
        <Totals />
      </>
    )
  }
  return (
    <>
      <div className="pos-cols" aria-hidden="true">
        <span>symbol</span>
        <span className="r">qty</span>
        <span className="r">entry</span>
        <span className="r">last</span>
        <span className="r">P&amp;L</span>
      </div>
      <div className="pos-rows">
        {books.map(({ key, book, items }) => (
          <section key={key} aria-label={labelled ? bookKey(book) : 'Book'}>
            {labelled && <BookLabel book={book} className="pos-book small" />}
            <ul aria-label="Positions">
              {items.map((position) => (
                <PositionRow key={position.key} position={position} />
              ))}
            </ul>
          </section>
        ))}
      </div>
      <Totals />
    </>
  )
}

/** How the row's close stands: nothing asked, a limit is needed, or asked and not answered, or refused. */
type Closing =
  | { readonly kind: 'none' }
  | { readonly kind: 'limit'; readonly waiting: boolean }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'refused'; readonly message: string }

const PositionRow = memo(function PositionRow({ position }: { position: PositionView }) {
  const setSymbol = useSelection((selection) => selection.setSymbol)
  const selected = useSelection(({ symbol }) => symbol === position.symbol)
  const [closing, setClosing] = useState<Closing>({ kind: 'none' })
  const { book, symbol, side, average, price: last, unrealised, decimals } = position

  const ask = (limit: number | null) => sendCommand({ kind: 'close', book, symbol, limit }, { silent: true })
  const closeAtMarket = async (): Promise<void> => {
    setClosing({ kind: 'waiting' })
    const answer = await ask(null)
    if (answer.ok) setClosing({ kind: 'none' })
    else if (answer.error.code === 'outside-hours') setClosing({ kind: 'limit', waiting: false })
    else setClosing({ kind: 'refused', message: answer.error.message })
  }
  const closeAt = async (limit: number): Promise<string | null> => {
    setClosing({ kind: 'limit', waiting: true })
    const answer = await ask(limit)
    setClosing(answer.ok ? { kind: 'none' } : { kind: 'limit', waiting: false })
    return answer.ok ? null : answer.error.message
  }
  const close = (): void => {
    if (closing.kind === 'waiting' || closing.kind === 'limit') return
    const status = currentStatus()
    const regular = status === null || isRegularSession(status.time, status.day)
    if (regular) void closeAtMarket()
    else setClosing({ kind: 'limit', waiting: false })
  }
  const press = (event: KeyboardEvent): void => {
    if (event.key !== 'Delete' || event.target instanceof HTMLInputElement) return
    event.preventDefault()
    close()
  }
  return (
    <li className={clsx('pos', selected && 'selected', position.protection)} onKeyDown={press}>
      <div className="p1">
        <button type="button" className="sym" aria-current={selected} onClick={() => setSymbol(symbol)}>
          {symbol}
        </button>
        <Num className={clsx('r', side)}>{shares(signedShares(position), { sign: true })}</Num>
        <Num className="r i2">{price(average, decimals)}</Num>
        <Num className="r i1">{last === null ? UNKNOWN : price(last, decimals)}</Num>
        {unrealised === null ? <Num className="r i3">{UNKNOWN}</Num> : <Gain value={unrealised} className="r" />}
      </div>
      <div className="p2">
        <Level name="stop" at={position.stop} comesTo={position.atStop} decimals={decimals} />
        <Level name="target" at={position.target} comesTo={position.atTarget} decimals={decimals} />
        <span className="grow" />
        <Protection position={position} />
        <button
          type="button"
          className="tb close"
          aria-disabled={closing.kind === 'waiting'}
          data-tip={`Close: ${closingWords(position)} at the market (Delete on the row)`}
          onClick={close}
        >
          {closing.kind === 'waiting' ? 'closing…' : 'Close'}
          <span className="vh"> {symbol}</span>
        </button>
      </div>
      <Remarks position={position} refused={closing.kind === 'refused' ? closing.message : null} />
      {closing.kind === 'limit' && (
        <CloseForm
          position={position}
          waiting={closing.waiting}
          onSend={closeAt}
          onCancel={() => setClosing({ kind: 'none' })}
        />
      )}
    </li>
  )
})

interface LevelProps {
  readonly name: 'stop' | 'target'
  readonly at: number | null
  /** What the position comes to there. */
  readonly comesTo: number | null
  readonly decimals: number
}

function Level({ name, at, comesTo, decimals }: LevelProps) {
  return (
    <span className="lv">
      {name} <Num>{at === null ? 'none' : price(at, decimals)}</Num>
      {comesTo !== null && <Num className="to">{money(comesTo, { sign: true, decimals: 0 })}</Num>}
    </span>
  )
}

/** Whether the stop is known to work for all shares. */
function Protection({ position }: { position: PositionView }) {
  const { kind, word, says } = protectionWords(position)
  const icon = kind === 'ok' ? 'check' : kind === 'amber' ? 'clock' : 'warn'
  return (
    <span className={clsx('protection', kind)} role="img" aria-label={`${word}: ${says}`} data-tip={`${word}\n${says}`}>
      <Icon name={icon} size={10} />
      {kind === 'missing' && word}
    </span>
  )
}

/** What else has to be known of a position. */
function Remarks({ position, refused }: { position: PositionView; refused: string | null }) {
  const { closing, held, accountShares, symbol } = position
  const differs =
    accountShares === null
      ? null
      : `The account holds ${shares(accountShares, { sign: true })} of ${symbol}, not our ${shares(signedShares(position), { sign: true })}.`
  const said = [closing === null ? null : `Being closed: ${closing}.`, held, differs, refused]
  const lines = said.filter((line) => line !== null)
  if (lines.length === 0) return null
  return (
    <p className="remark" role="status">
      <Icon name="warn" size={11} />
      <span>{lines.join(' ')}</span>
    </p>
  )
}

/** The day in the book that takes entries. */
function Totals() {
  const profit = useStatus((status) => status.profit)
  if (profit === null) return null
  const { unrealised, realised, commissions } = profit
  return (
    <div className="pos-sum">
      <span>
        open <Gain value={unrealised} />
      </span>
      <span>
        closed <Gain value={realised} />
      </span>
      <span>
        fees <Num className="i2">{money(-commissions)}</Num>
      </span>
      <span className="i2">
        day <Gain value={profit.profit} className="st" />
      </span>
    </div>
  )
}
