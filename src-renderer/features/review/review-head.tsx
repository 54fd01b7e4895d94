import type { ReactNode } from 'react'
import { Button } from '../../ui/controls.tsx'
import { gainClass, money } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Num } from '../../ui/num.tsx'
import { ChainBadge } from './chain-badge.tsx'
import { fullDayText } from './day-groups.ts'
import { readDays } from './read-review.ts'
import { useReview } from './review-store.ts'

function Fact({ name, tip, children }: { name: string; tip?: string; children: ReactNode }) {
  return (
    <dl className="stat" data-tip={tip}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </dl>
  )
}

/** The day in numbers, and whether the audit that says so is whole. */
export function ReviewHead() {
  const selected = useReview((review) => review.selected)
  const { value: day, progress } = useReview((review) => review.day)
  const rows = useReview((review) => review.rows.progress)
  return (
    <section className="panel rv-head" aria-label="The day">
      <h2 className="d">{selected === null ? 'No day' : fullDayText(selected.date)}</h2>
      {day !== null && (
        <>
          <Fact name="After fees" tip={`Fees were ${money(day.commissions)} dollars`}>
            <Num className={gainClass(day.profit)}>{money(day.profit, { sign: true })}</Num>
          </Fact>
          <Fact name="Trades" tip="Closed positions">
            <Num>{day.trades === 0 ? '0' : `${day.trades}, ${day.won} won`}</Num>
          </Fact>
          <Fact name="Mean" tip="What the closed positions made, in units of what they risked">
            <Num>{day.meanR === null ? '–' : `${money(day.meanR, { sign: true })} R`}</Num>
          </Fact>
          <Fact name="Drawdown" tip="The deepest fall of the day's profit from a high">
            <Num>{money(day.drawdown)}</Num>
          </Fact>
        </>
      )}
      <span className="grow" />
      {day?.current === true && (
        <Button
          small
          disabled={progress !== null || rows !== null}
          onClick={() => void readDays()}
          data-tip="Reads what the day under way has added since"
        >
          <Icon name="restart" size={11} /> <span className="wide">Read again</span>
        </Button>
      )}
      <ChainBadge />
    </section>
  )
}
