import { Button } from '../../ui/controls.tsx'
import { shares } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Num } from '../../ui/num.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { cancelCheck, checkChain } from './read-review.ts'
import { type Chain, useReview } from './review-store.ts'

const check = (): void => void checkChain()

/** Whether the audit is as it was written, as far as that has been checked. A press checks it again. */
export function ChainBadge() {
  const chain = useReview((review) => review.chain)
  switch (chain.kind) {
    case 'unchecked':
      return (
        <Button small data-tip="Reads every row of the audit and proves that none was changed" onClick={check}>
          <Icon name="chain" /> Check the chain
        </Button>
      )
    case 'checking':
      return <Checking {...chain} />
    case 'verified': {
      const open =
        chain.unanchored === 0 ? 'all of them anchored' : `the newest ${shares(chain.unanchored)} not yet anchored`
      return (
        <button
          type="button"
          className="badge ok rv-chain"
          data-tip={`${shares(chain.events)} rows are as they were written, ${open}.\nPress to check again.`}
          onClick={check}
        >
          <Icon name="chain" /> Chain verified
        </button>
      )
    }
    case 'broken':
      return (
        <button
          type="button"
          className="badge amber rv-chain"
          data-tip={`${chain.message}\nPress to check again.`}
          onClick={check}
        >
          <Icon name="warn" size={10} /> Chain broken
        </button>
      )
    case 'failed':
      return (
        <button
          type="button"
          className="badge amber rv-chain"
          data-tip={`${chain.message}\nPress to try again.`}
          onClick={check}
        >
          <Icon name="warn" size={10} /> Not checked
        </button>
      )
  }
}

function Checking({ done, total }: Extract<Chain, { kind: 'checking' }>) {
  const hundredth = total > 0 ? Math.floor((done / total) * 100) : 0
  return (
    <span className="rv-check">
      <span className="cap nw">
        checking the chain <Num className="i2">{`${hundredth} %`}</Num>
      </span>
      <ProgressBar label="Rows of the audit checked" done={done} total={total} />
      <Button small kind="quiet" onClick={cancelCheck}>
        Cancel
      </Button>
    </span>
  )
}

/** Across the screen when the chain does not hold: where, and what that means. */
export function BrokenChain() {
  const chain = useReview((review) => review.chain)
  if (chain.kind !== 'broken') return null
  return (
    <div className="band rv-broken" role="alert">
      <Icon name="warn" size={11} />
      <p>
        <b>
          {chain.seq === null
            ? 'The audit is not as it was written.'
            : `From row ${shares(chain.seq)} on the audit is not as it was written.`}
        </b>{' '}
        {chain.message} {chain.seq === null ? 'Nothing' : 'Nothing from there on'} here is proof of what happened;
        orders and positions are not affected. Keep the file, and compare it with the anchors kept elsewhere.
      </p>
    </div>
  )
}
