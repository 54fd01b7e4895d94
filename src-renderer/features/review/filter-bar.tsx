import { useMemo } from 'react'
import type { ReviewRow } from '../../../src-shared/contract/views/review.ts'
import type { Side } from '../../../src-shared/domain/vote.ts'
import { shares } from '../../ui/format.ts'
import { Menu } from '../../ui/menu.tsx'
import { Num } from '../../ui/num.tsx'
import { countKinds, DECISION_KINDS, type Filters, HAPPENING_KINDS, symbolsOf, withKind } from './review-filters.ts'
import { setFilters } from './review-store.ts'

const ALL = 'all'
const SIDES = [
  { value: ALL, label: 'Both sides' },
  { value: 'long', label: 'Long' },
  { value: 'short', label: 'Short' },
] as const satisfies readonly { readonly value: Side | typeof ALL; readonly label: string }[]

interface FilterBarProps {
  readonly rows: readonly ReviewRow[]
  readonly shown: number
  readonly filters: Filters
  /** How far the rows have been read; null: to the end. */
  readonly progress: number | null
}

interface ChipsProps extends Pick<FilterBarProps, 'rows' | 'filters'> {
  readonly kinds: typeof DECISION_KINDS
  readonly label: string
}

function Chips({ kinds, label, rows, filters }: ChipsProps) {
  const counts = useMemo(() => countKinds(rows, filters), [rows, filters])
  return (
    <fieldset className="chips" aria-label={label}>
      {kinds.map(({ kind, words, tip }) => {
        const on = filters.kinds.includes(kind)
        return (
          <button
            key={kind}
            type="button"
            className="chip"
            aria-pressed={on}
            data-tip={tip}
            onClick={() => setFilters(withKind(filters, kind, !on))}
          >
            {words} <Num>{shares(counts.get(kind) ?? 0)}</Num>
          </button>
        )
      })}
    </fieldset>
  )
}

function SymbolMenu({ rows, filters }: Pick<FilterBarProps, 'rows' | 'filters'>) {
  const { symbol } = filters
  const options = useMemo(() => {
    const symbols = new Set([...(symbol === null ? [] : [symbol]), ...symbolsOf(rows)])
    return [{ value: ALL, label: 'All symbols' }, ...[...symbols].map((each) => ({ value: each, label: each }))]
  }, [rows, symbol])
  return (
    <Menu
      label={`Symbol: ${symbol ?? 'all'}`}
      text={symbol ?? 'All symbols'}
      value={symbol ?? ALL}
      options={options}
      onChange={(value) => setFilters({ ...filters, symbol: value === ALL ? null : value })}
    />
  )
}

/** What of the day is listed. */
export function FilterBar({ rows, shown, filters, progress }: FilterBarProps) {
  const side = SIDES.find(({ value }) => value === (filters.side ?? ALL)) ?? SIDES[0]
  return (
    <section className="panel rv-filters" aria-label="Filters">
      <Chips kinds={DECISION_KINDS} label="Decisions" rows={rows} filters={filters} />
      <Chips kinds={HAPPENING_KINDS} label="What else happened" rows={rows} filters={filters} />
      <span className="menus">
        <SymbolMenu rows={rows} filters={filters} />
        <Menu
          label={`Side: ${side.label.toLowerCase()}`}
          text={side.label}
          value={side.value}
          options={SIDES}
          onChange={(value) => setFilters({ ...filters, side: value === ALL ? null : value })}
        />
      </span>
      <span className="count cap nw" role="status">
        {progress === null ? (
          <>
            <Num className="i2">{shares(shown)}</Num> of <Num>{shares(rows.length)}</Num>
          </>
        ) : (
          <>
            reading <Num className="i2">{`${Math.floor(progress * 100)} %`}</Num>
          </>
        )}
      </span>
    </section>
  )
}
