import { Dialog } from 'radix-ui'
import { useState } from 'react'
import type { PositionView } from '../../../src-shared/contract/views/orders.ts'
import { sendCommand } from '../../stores/commands.ts'
import { Button } from '../../ui/controls.tsx'
import { price } from '../../ui/format.ts'
import { Gain, Num } from '../../ui/num.tsx'
import { BookLabel } from './book-label.tsx'
import { byBook, needsLabels } from './by-book.ts'
import { closingWords } from './position-words.ts'

interface FlattenProps {
  readonly positions: readonly PositionView[]
  readonly onClose: () => void
}

/** Asks before all our positions are closed, and lists what would be. */
export function FlattenDialog({ positions, onClose }: FlattenProps) {
  const labelled = needsLabels(byBook(positions, ({ book }) => book))
  const [waiting, setWaiting] = useState(false)
  const [refused, setRefused] = useState<readonly string[]>([])
  const open = positions.reduce((sum, { unrealised }) => sum + (unrealised ?? 0), 0)
  const flatten = async (): Promise<void> => {
    if (waiting) return
    setWaiting(true)
    const answer = await sendCommand({ kind: 'flatten' }, { silent: true })
    setWaiting(false)
    const refusals = answer.ok
      ? answer.value.orders.flatMap(({ refusal }) => (refusal === null ? [] : [refusal.message]))
      : [answer.error.message]
    if (refusals.length === 0) onClose()
    else setRefused([...new Set(refusals)])
  }
  return (
    <Dialog.Root open onOpenChange={(shown) => !shown && onClose()}>
      <Dialog.Portal>
        <div className="flatten-scrim" aria-hidden="true" />
        <Dialog.Content className="flatten">
          <Dialog.Title>
            {positions.length === 0 ? 'Nothing is open any more' : `Close ${positions.length} at the market?`}
          </Dialog.Title>
          <Dialog.Description>
            Each position is closed with a market order in its own book; its stop and target end with it.
          </Dialog.Description>
          <ul>
            {positions.map((position) => (
              <li key={position.key}>
                <span>
                  {closingWords(position)} {labelled && <BookLabel book={position.book} className="small" />}
                </span>
                <span className="r">
                  {position.price !== null && (
                    <>
                      about <Num className="i1">{price(position.price, position.decimals)}</Num>
                    </>
                  )}
                </span>
                {position.unrealised === null ? <span /> : <Gain value={position.unrealised} className="r" />}
              </li>
            ))}
          </ul>
          <p className="sum">
            open <Gain value={open} />
          </p>
          {refused.map((message) => (
            <p key={message} className="refused" role="alert">
              {message}
            </p>
          ))}
          <div className="acts">
            <Dialog.Close asChild>
              <Button>Keep them</Button>
            </Dialog.Close>
            <Button kind="danger" aria-disabled={waiting || positions.length === 0} onClick={() => void flatten()}>
              {waiting ? 'Asking…' : `Flatten ${positions.length} at market`}
            </Button>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
