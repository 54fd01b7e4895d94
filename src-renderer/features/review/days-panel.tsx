import { clsx } from 'clsx'
import { type CSSProperties, type KeyboardEvent, useLayoutEffect, useMemo, useRef } from 'react'
import type { DaySummary } from '../../../src-shared/contract/views/review.ts'
import { IconButton } from '../../ui/controls.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Gain } from '../../ui/num.tsx'
import { EmptyState } from '../../ui/panel.tsx'
import { dayKeyText, dayText, fullDayText, groupByWeek, profitShare, sameDay } from './day-groups.ts'
import { readDays, selectDay } from './read-review.ts'
import { useReview } from './review-store.ts'
import { operatorClock, operatorMoment } from './times.ts'
import { Trouble } from './trouble.tsx'

const optionId = (key: string): string => `rv-day-${key.replaceAll(/[^\w-]/g, '-')}`

function ProfitBar({ day, days }: { day: DaySummary; days: readonly DaySummary[] }) {
  const width = `${profitShare(day.profit, days)}%`
  const style: CSSProperties = day.profit < 0 ? { right: '50%', width } : { left: '50%', width }
  return (
    <span className="dbar" aria-hidden="true">
      <i className={day.profit < 0 ? 'fell' : 'rose'} style={style} />
    </span>
  )
}

const dayAt = (target: EventTarget): string | undefined =>
  target instanceof Element ? target.closest<HTMLElement>('[data-day]')?.dataset['day'] : undefined

/** What a day's line does not have room for. */
function dayTip({ date, started, source, current, decisions, entries }: DaySummary): string {
  const facts = `${decisions.toLocaleString('en-US')} decisions, ${entries} ${entries === 1 ? 'entry' : 'entries'}`
  return `${fullDayText(date)}${current ? ', under way' : ''}\n${source}\nbegun ${operatorMoment(started)}\n${facts}`
}

interface DayProps {
  readonly day: DaySummary
  readonly days: readonly DaySummary[]
  readonly repeated: boolean
  readonly selected: boolean
}

function Day({ day, days, repeated, selected }: DayProps) {
  return (
    <div
      id={optionId(dayKeyText(day))}
      role="option"
      tabIndex={-1}
      aria-selected={selected}
      className={clsx('day', repeated && 'repeated')}
      data-tip={dayTip(day)}
      data-day={dayKeyText(day)}
    >
      <span>
        {dayText(day.date)} {repeated && <span className="n begun">{operatorClock(day.started)}</span>}
      </span>
      <ProfitBar day={day} days={days} />
      <Gain value={day.profit} className="r" />
      {day.current ? (
        <span className="now">
          <Icon name="disc" size={7} />
          <span className="vh">under way</span>
        </span>
      ) : (
        <span />
      )}
    </div>
  )
}

/** The audit's days, newest first. */
export function DaysPanel() {
  const { value: days, progress, failure } = useReview((review) => review.days)
  const selected = useReview((review) => review.selected)
  const list = useRef<HTMLDivElement>(null)
  const groups = useMemo(() => groupByWeek(days ?? []), [days])
  const at = days?.findIndex((day) => sameDay(day, selected)) ?? -1
  const open = (index: number): void => {
    const day = index < 0 ? undefined : days?.[Math.min(index, days.length - 1)]
    if (day !== undefined) void selectDay(day)
  }
  const press = (event: KeyboardEvent): void => {
    const to = { ArrowDown: at + 1, ArrowUp: Math.max(0, at - 1), Home: 0, End: (days?.length ?? 1) - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    open(to)
  }
  const active = selected === null || at < 0 ? undefined : optionId(dayKeyText(selected))
  useLayoutEffect(() => {
    if (active !== undefined) list.current?.querySelector(`#${active}`)?.scrollIntoView({ block: 'nearest' })
  }, [active])

  return (
    <section className="panel rv-days" aria-label="Days">
      <div className="head">
        <h2>Days</h2>
        {days !== null && days.length > 0 && <span className="count">{days.length}</span>}
        <span className="grow" />
        <IconButton
          icon="left"
          label="The day before"
          disabled={at < 0 || at >= (days?.length ?? 0) - 1}
          onClick={() => open(at + 1)}
        />
        <IconButton icon="right" label="The day after" disabled={at <= 0} onClick={() => open(at - 1)} />
      </div>
      {failure !== null && <Trouble message={failure} onRetry={() => void readDays()} />}
      {days === null && progress !== null && <p className="rv-reading">Reading the audit…</p>}
      {days?.length === 0 && <EmptyState title="No day yet.">A day is listed with its first decision.</EmptyState>}
      {groups.length > 0 && (
        <div
          ref={list}
          role="listbox"
          aria-label="Days"
          tabIndex={0}
          className="list"
          aria-activedescendant={active}
          onClick={({ target }) => open(days?.findIndex((day) => dayKeyText(day) === dayAt(target)) ?? -1)}
          onKeyDown={press}
        >
          {groups.map(({ key, title, items }) => (
            <div key={key} role="presentation">
              <div className="week" aria-hidden="true">
                {title}
              </div>
              {items.map(({ day, key: each, repeated }) => (
                <Day key={each} day={day} days={days ?? []} repeated={repeated} selected={sameDay(day, selected)} />
              ))}
            </div>
          ))}
        </div>
      )}
    </section>
  )
}
