import { clsx } from 'clsx'
import { memo, type ReactNode, useEffect, useRef } from 'react'
import type { Card } from '../../../src-shared/contract/views/orders.ts'
import { useWatchRow } from '../../stores/watchlist.ts'
import { Button } from '../../ui/controls.tsx'
import { DataNote } from '../../ui/data-note.tsx'
import { EdgeCells } from '../../ui/edge-cell.tsx'
import { hundredths, money, price, shares } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Num } from '../../ui/num.tsx'
import { BookLabel } from '../positions/book-label.tsx'
import { openEdit, reject, useCardProgress, useEditing } from './card-commands.ts'
import { actionOf, certainRefusal, hasDrifted, isAskedAgain, noteOf, orderWords } from './card-words.ts'
import { Countdown } from './countdown.tsx'
import { EditForm } from './edit-form.tsx'
import { MarginLine } from './margin-line.tsx'
import './live-card.css'

interface CardProps {
  readonly card: Card
  /** Keys act on it. */
  readonly focused: boolean
  /** Why this window may not answer it; null when it may. */
  readonly watching: string | null
  readonly onApprove: (card: Card, by: 'button' | 'key') => void
}

/** What a card is about, in one line. */
function OrderLine({ card }: { card: Card }) {
  const { side, quantity, symbol, limit, decimals } = card
  return (
    <>
      <Icon name={side} size={11} className={side} />
      <b className={side}>{actionOf(card)}</b>
      <Num>{shares(quantity)}</Num>
      <b>{symbol}</b>
      <span className="i3">{limit === null ? 'at the market' : 'limit'}</span>
      {limit !== null && <Num>{price(limit, decimals)}</Num>}
    </>
  )
}

/** A staged order with everything that an answer needs, and the answers. */
export const ApprovalCard = memo(function ApprovalCard({ card, focused, watching, onApprove }: CardProps) {
  const progress = useCardProgress(card.ref)
  const editing = useEditing() === card.ref
  const { ref, revision, side, stop, target, value, decimals } = card
  const refusal = progress?.kind === 'refused' ? progress.refusal : null
  const note = noteOf(card, refusal)
  const article = useRef<HTMLElement>(null)
  const wasEditing = useRef(false)
  useEffect(() => {
    // The form took the focus with it.
    const left = wasEditing.current && !editing && document.activeElement === document.body
    if (left) article.current?.querySelector<HTMLElement>('.acts button')?.focus({ preventScroll: true })
    wasEditing.current = editing
  }, [editing])
  return (
    <article
      ref={article}
      className={clsx('card', side, focused && 'focus')}
      aria-label={`Staged: ${orderWords(card)}`}
      aria-current={focused}
      data-card={ref}
      data-revision={revision}
    >
      {card.book.kind === 'account' && (
        <p className="live-label">
          LIVE <BookLabel book={card.book} className="small" />
        </p>
      )}
      <div className="top">
        <OrderLine card={card} />
        <Countdown card={card} />
      </div>
      {editing ? (
        <EditForm card={card} />
      ) : (
        <>
          <div className="levels">
            <span>
              stop <Num>{price(stop, decimals)}</Num>
            </span>
            <span>
              target <Num>{price(target, decimals)}</Num>
            </span>
            <span>
              value <Num>{`$${money(value, { decimals: 0 })}`}</Num>
            </span>
          </div>
          <Figures card={card} />
          {note !== null && (
            <p className={clsx('note', note.kind)} role={note.kind === 'refused' ? 'alert' : undefined}>
              <Icon name="warn" size={12} />
              <span>{note.text}</span>
            </p>
          )}
          <Votes card={card} />
          {card.book.kind === 'account' && <MarginLine key={`${ref} ${revision}`} card={card} />}
          <Answers card={card} focused={focused} watching={watching} onApprove={onApprove} />
        </>
      )}
    </article>
  )
})

function Figure({ name, tip, children }: { name: string; tip: string; children: ReactNode }) {
  return (
    <div data-tip={tip}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function driftText({ drift }: Card): string {
  if (drift === null) return '\u2013'
  return `${money(drift.atrs * Math.sign(drift.to - drift.from), { sign: true })} ATR`
}

function driftTip({ drift, decimals }: Card): string {
  if (drift === null) return 'There is no price to compare with'
  const { from, to, allowed } = drift
  return `From ${price(from, decimals)} to ${price(to, decimals)} since it was staged; ${allowed.toFixed(2)} ATR are allowed`
}

/** What is at stake. */
function Figures({ card }: { card: Card }) {
  const { risk, reward, rMultiple, marginEstimate } = card
  return (
    <dl>
      <Figure name="Risk" tip="Lost at the stop, before commissions">
        <Num>{`$${money(risk)}`}</Num>
      </Figure>
      <Figure name="Reward" tip={`$${money(reward)} at the target`}>
        <Num>{`${rMultiple.toFixed(1)} R`}</Num>
      </Figure>
      <Figure name="Drift" tip={driftTip(card)}>
        <Num className={clsx(hasDrifted(card) && 'amber')}>{driftText(card)}</Num>
      </Figure>
      <Figure name="Margin" tip="An estimate by Regulation T, dollars">
        <Num>{money(marginEstimate, { sign: true, decimals: 0 })}</Num>
      </Figure>
    </dl>
  )
}

/** What the prices behind the card are worth, where they are not simply live. */
function CardData({ symbol }: Pick<Card, 'symbol'>) {
  const data = useWatchRow(symbol)?.data
  return data === undefined ? null : <DataNote data={data} className="card-data" />
}

function Votes({ card: { votes, side, symbol } }: { card: Card }) {
  if (votes === null) {
    return (
      <p className="votes i3">
        Entered by hand: no decision stands behind it. <CardData symbol={symbol} />
      </p>
    )
  }
  return (
    <div className="votes">
      <EdgeCells cells={votes.cells} side={side} />
      <span className="n i1 st">{votes.agreeing}/6</span>
      <span>
        score <Num className="i1">{hundredths(votes.score)}</Num>
      </span>
      <CardData symbol={symbol} />
    </div>
  )
}

/** What the first button says: what it does, or what it waits for. */
function approveWords(card: Card, progress: ReturnType<typeof useCardProgress>): string {
  if (progress?.kind === 'waiting' && progress.asked === 'approve') return 'Approving…'
  if (progress?.kind === 'done' && progress.asked === 'approve') return 'Approved'
  const again = isAskedAgain(card, progress?.kind === 'refused' ? progress.refusal : null) ? ' again' : ''
  return card.book.kind === 'account' ? `Send to ${card.book.account}${again}` : `Approve${again}`
}

function Answers({ card, focused, watching, onApprove }: CardProps) {
  const progress = useCardProgress(card.ref)
  const busy = progress?.kind === 'waiting' || (progress?.kind === 'done' && progress.asked !== 'edit')
  const why = watching ?? certainRefusal(card)
  const rejecting = progress?.asked === 'reject' && busy
  const cap = (key: string): string | undefined => (focused && watching === null ? key : undefined)
  // A button that is not to be pressed stays in the order of the keyboard, and says why.
  return (
    <div className={clsx('acts', card.book.kind === 'account' && 'live')}>
      <Button
        kind="act"
        keyCap={cap('A')}
        aria-disabled={busy || why !== null}
        data-tip={why ?? undefined}
        // A press of Enter or the space bar has no count of clicks.
        onClick={({ detail }) => !busy && why === null && onApprove(card, detail === 0 ? 'key' : 'button')}
      >
        {approveWords(card, progress)}
      </Button>
      <Button
        keyCap={cap('E')}
        aria-disabled={busy || watching !== null}
        data-tip={watching ?? undefined}
        onClick={() => !busy && watching === null && openEdit(card.ref)}
      >
        Edit
      </Button>
      <Button
        keyCap={cap('R')}
        aria-disabled={busy || watching !== null}
        data-tip={watching ?? undefined}
        onClick={() => !busy && watching === null && void reject(card)}
      >
        {rejecting ? 'Rejecting…' : 'Reject'}
      </Button>
    </div>
  )
}

/** A card that waits its turn, in one line; choosing it opens it. */
export const CardLine = memo(function CardLine({ card, onChoose }: { card: Card; onChoose: (card: Card) => void }) {
  const progress = useCardProgress(card.ref)
  const { ref, revision, side, risk } = card
  const note = noteOf(card, progress?.kind === 'refused' ? progress.refusal : null)
  return (
    <button
      type="button"
      className={clsx('card line', side)}
      data-card={ref}
      data-revision={revision}
      data-tip={note?.text}
      onClick={() => onChoose(card)}
    >
      <OrderLine card={card} />
      {note === null ? (
        <span className="i3 risk">
          risk <Num>{`$${money(risk, { decimals: 0 })}`}</Num>
        </span>
      ) : (
        <span className="amber risk">
          <Icon name="warn" size={11} />
          <span className="vh">{note.text}</span>
        </span>
      )}
      <Countdown card={card} />
    </button>
  )
})
