import { openFindings, useReconciliation } from '../../stores/reconciliation.ts'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/controls.tsx'
import { runKeyAction } from '../keys/key-actions.ts'

/** That the broker's books and ours differ in something that nobody has acknowledged. */
export function DifferencesBanner() {
  const { differences } = openFindings(useReconciliation())
  if (differences === 0) return null
  return (
    <Banner icon="warn" kind="amber">
      <span>
        <b>
          {differences} {differences === 1 ? 'difference' : 'differences'}
        </b>{' '}
        between our books and the broker’s. Nothing is entered where they differ, and arming waits.
      </span>
      <Button small onClick={() => runKeyAction('books')}>
        Show
      </Button>
    </Banner>
  )
}
