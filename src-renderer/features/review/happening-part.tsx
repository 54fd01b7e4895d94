import type { ReviewRow } from '../../../src-shared/contract/views/review.ts'
import { Button } from '../../ui/controls.tsx'
import { timeOfDay } from '../../ui/format.ts'
import { Gain } from '../../ui/num.tsx'
import { decisionBehind } from './curve-marks.ts'
import { openRow } from './read-review.ts'
import type { HappeningRow } from './review-filters.ts'

/** Something that happened: what, when, and the way to the decision behind it. */
export function HappeningPart({ row, rows }: { row: HappeningRow; rows: readonly ReviewRow[] }) {
  const { time, says, amount, subject } = row
  const behind = decisionBehind(rows, row)
  return (
    <div className="rv-event">
      <p className="cap">
        At <span className="n i2">{timeOfDay(time)}</span>, row <span className="n i2">{row.seq}</span> of the audit
      </p>
      <p className="says">
        {says} {subject === 'fill' && amount !== null && <Gain value={amount} />}
      </p>
      {behind !== null && (
        <Button small onClick={() => openRow(behind.seq)}>
          Open the decision of {timeOfDay(behind.time, 'minutes')}
        </Button>
      )}
    </div>
  )
}
