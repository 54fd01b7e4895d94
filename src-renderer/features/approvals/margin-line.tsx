import { useEffect, useRef, useState } from 'react'
import type { Margin } from '../../../src-shared/contract/queries.ts'
import type { Card } from '../../../src-shared/contract/views/orders.ts'
import { runQuery } from '../../stores/commands.ts'
import { TextButton } from '../../ui/controls.tsx'
import { money } from '../../ui/format.ts'
import { Num } from '../../ui/num.tsx'

type Asked =
  | { readonly kind: 'not' | 'waiting' }
  | { readonly kind: 'answered'; readonly margin: Margin }
  | { readonly kind: 'refused'; readonly message: string }

/** What the broker says that the card's order would take; asked for by hand, because it takes few such questions. */
export function MarginLine({ card: { ref } }: { card: Pick<Card, 'ref'> }) {
  const [asked, setAsked] = useState<Asked>({ kind: 'not' })
  const asking = useRef<AbortController>(undefined)
  useEffect(() => () => asking.current?.abort(), [])
  const ask = async (): Promise<void> => {
    const controller = new AbortController()
    asking.current = controller
    setAsked({ kind: 'waiting' })
    const answer = await runQuery({ kind: 'margin', ref }, { signal: controller.signal })
    if (controller.signal.aborted) return
    setAsked(
      answer.ok ? { kind: 'answered', margin: answer.value } : { kind: 'refused', message: answer.error.message },
    )
  }
  const leave = (): void => {
    asking.current?.abort()
    setAsked({ kind: 'not' })
  }
  const waiting = asked.kind === 'waiting'
  return (
    <div className="margin-line" aria-live="polite">
      {asked.kind === 'answered' ? <Answer margin={asked.margin} /> : null}
      {asked.kind === 'refused' ? <span className="amber">{asked.message}</span> : null}
      {asked.kind === 'not' && <span>Regulation T estimate.</span>}
      {waiting && <span>Asking the broker…</span>}
      <TextButton
        bordered
        data-tip={
          waiting
            ? 'The order can be answered without it'
            : 'Asks the broker what margin this order would take; it takes one such question a minute'
        }
        onClick={() => (waiting ? leave() : void ask())}
      >
        {waiting ? 'Never mind' : asked.kind === 'not' ? 'Margin?' : 'Ask again'}
      </TextButton>
    </div>
  )
}

const change = (before: number, after: number): string => money(after - before, { sign: true, decimals: 0 })

function Answer({ margin }: { margin: Margin }) {
  const { initialBefore, initialAfter, maintenanceBefore, maintenanceAfter, commission } = margin
  return (
    <dl>
      <div>
        <dt>initial</dt>
        <dd>
          <Num>{change(initialBefore, initialAfter)}</Num>
        </dd>
      </div>
      <div>
        <dt>maintenance</dt>
        <dd>
          <Num>{change(maintenanceBefore, maintenanceAfter)}</Num>
        </dd>
      </div>
      <div>
        <dt>commission</dt>
        <dd>
          <Num>{money(commission)}</Num>
        </dd>
      </div>
    </dl>
  )
}
