import { clsx } from 'clsx'
import { useId } from 'react'
import type { ArmingView } from '../../../src-shared/contract/views/arming.ts'
import { CLASS_TINTS, CLASS_WORDS } from '../strip/words.ts'

type Account = ArmingView['accounts'][number]

interface OrdersGoToProps {
  readonly accounts: readonly Account[]
  readonly chosen: Account | null
  readonly onChoose: (id: string) => void
}

/** The account that orders will go to; of several one is chosen. */
export function OrdersGoTo({ accounts, chosen, onChoose }: OrdersGoToProps) {
  const name = useId()
  return (
    <fieldset className="goes-to">
      <legend>Orders will go to</legend>
      {accounts.length === 0 && <p>No account yet: the broker has not named any.</p>}
      {accounts.map((account) =>
        accounts.length === 1 ? (
          <p key={account.id} className="account">
            <AccountName account={account} />
          </p>
        ) : (
          <label key={account.id} className="account">
            <input type="radio" name={name} checked={chosen?.id === account.id} onChange={() => onChoose(account.id)} />
            <AccountName account={account} />
          </label>
        ),
      )}
    </fieldset>
  )
}

function AccountName({ account }: { account: Account }) {
  return (
    <>
      <span className="n i1 st">{account.id}</span>
      <span className={clsx('account-class', CLASS_TINTS[account.class])}>{CLASS_WORDS[account.class]}</span>
    </>
  )
}

/** The limits in force there. */
export function ArmingLimits({ limits }: Pick<ArmingView, 'limits'>) {
  return (
    <section className="limits" aria-label="Limits in force">
      <h3>Limits in force</h3>
      <dl>
        {limits.map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="n">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
