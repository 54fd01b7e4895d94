import { clsx } from 'clsx'
import { useState } from 'react'
import type { Difference, ForeignOrder, ReconciledAccount } from '../../../src-shared/contract/views/reconciliation.ts'
import { accountId } from '../../../src-shared/domain/ids.ts'
import { sendCommand } from '../../stores/commands.ts'
import { useRole } from '../../stores/connection.ts'
import { useReconciliation } from '../../stores/reconciliation.ts'
import { Badge, Button } from '../../ui/controls.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { shares } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Num } from '../../ui/num.tsx'
import { machineTime } from '../connection/link-words.ts'
import { useKeyAction } from '../keys/key-actions.ts'
import { BookLabel } from '../positions/book-label.tsx'
import { pricingWords } from '../positions/order-words.ts'
import { AskNow } from './ask-now.tsx'
import { DIFFERENCE_WORDS } from './books-words.ts'
import { ForeignPositionRow } from './foreign-position.tsx'
import './books.css'

/** What the broker's books and ours say of each account: differences, and what is there that is not ours. */
export function BooksPanel() {
  const [open, setOpen] = useState(false)
  const accounts = useReconciliation()
  const any = accounts.length > 0
  useKeyAction('books', any ? () => setOpen(true) : null)
  return (
    <Dialog
      title="Books and broker"
      open={open && any}
      onClose={() => setOpen(false)}
      className="books"
      head={<AskNow />}
    >
      {accounts.map((account) => (
        <Account key={account.account} account={account} />
      ))}
    </Dialog>
  )
}

function Account({ account }: { account: ReconciledAccount }) {
  const { account: id, reconciled, at, differences, foreignOrders, foreignPositions } = account
  const book = { kind: 'account', account: accountId(id) } as const
  return (
    <section className="book" aria-label={id}>
      <div className="book-head">
        <BookLabel book={book} />
        {reconciled ? (
          <Badge kind="ok" icon="check">
            reconciled
          </Badge>
        ) : (
          <Badge kind="amber" icon="warn">
            not reconciled on this connection
          </Badge>
        )}
        <span className="grow" />
        <span className="cap">
          {at === null ? (
            'never compared yet'
          ) : (
            <>
              last compared <Num>{machineTime(at)}</Num>, this machine’s time
            </>
          )}
        </span>
      </div>
      <h3>
        Differences <span>{differences.length}</span>
      </h3>
      {differences.length === 0 ? (
        <p className="none">Our books and the broker’s agree.</p>
      ) : (
        <ul aria-label={`Differences of ${id}`}>
          {differences.map((difference) => (
            <DifferenceRow key={difference.id} difference={difference} />
          ))}
        </ul>
      )}
      <h3>
        Positions that are not ours <span>{foreignPositions.length}</span>
      </h3>
      {foreignPositions.length === 0 ? (
        <p className="none">The account holds nothing beyond our positions.</p>
      ) : (
        <ul aria-label={`Foreign positions of ${id}`}>
          {foreignPositions.map((position) => (
            <ForeignPositionRow key={position.symbol} account={id} position={position} />
          ))}
        </ul>
      )}
      <h3>
        Orders that are not ours <span>{foreignOrders.length}</span>
      </h3>
      {foreignOrders.length === 0 ? (
        <p className="none">No order of anybody else works there.</p>
      ) : (
        <>
          <ul aria-label={`Foreign orders of ${id}`}>
            {foreignOrders.map((order) => (
              <ForeignOrderRow key={order.permId} order={order} />
            ))}
          </ul>
          <p className="cap note">They are shown and never touched: cancel them where they were placed.</p>
        </>
      )}
    </section>
  )
}

function DifferenceRow({ difference: { id, kind, symbol, message, acknowledged } }: { difference: Difference }) {
  const watching = useRole() !== 'controller'
  const [waiting, setWaiting] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)
  const acknowledge = async (): Promise<void> => {
    if (watching || waiting) return
    setWaiting(true)
    const answer = await sendCommand({ kind: 'acknowledge', difference: id }, { silent: true })
    setWaiting(false)
    setRefused(answer.ok ? null : answer.error.message)
  }
  return (
    <li className={clsx('difference', acknowledged && 'known')}>
      <Icon name={acknowledged ? 'check' : 'warn'} size={12} className={acknowledged ? 'ok' : 'amber'} />
      <div>
        <p className="what">
          {symbol !== null && <b>{symbol}</b>} <span className="cap">{DIFFERENCE_WORDS[kind] ?? kind}</span>
        </p>
        <p>{message}</p>
        {refused !== null && (
          <p className="amber" role="alert">
            {refused}
          </p>
        )}
      </div>
      {acknowledged ? (
        <span className="cap">acknowledged</span>
      ) : (
        <Button
          small
          aria-label={`Acknowledge: ${message}`}
          aria-disabled={watching || waiting}
          data-tip={watching ? 'This window only watches.' : 'You know of it: arming does not wait for it any more'}
          onClick={() => void acknowledge()}
        >
          Acknowledge
        </Button>
      )}
    </li>
  )
}

function ForeignOrderRow({ order }: { order: ForeignOrder }) {
  const { symbol, action, quantity, filled, client, status } = order
  return (
    <li className="foreign">
      <b>{symbol}</b>
      <span>
        {action} <Num>{shares(quantity)}</Num> <span className="i3">{pricingWords({ ...order, decimals: 2 })}</span>
        {filled > 0 && (
          <>
            , filled <Num>{shares(filled)}</Num>
          </>
        )}
      </span>
      <span className="cap">
        {status}, {client === 0 ? 'placed in TWS' : `placed by API client ${client}`}
      </span>
    </li>
  )
}
