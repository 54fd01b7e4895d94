import type { DayKey, DayReview, ReviewRow } from '../../../src-shared/contract/views/review.ts'
import { runQuery } from '../../stores/commands.ts'
import { sameDay } from './day-groups.ts'
import { firstToOpen, shownRows } from './review-filters.ts'
import { NOT_ASKED, type Review, reviewStore } from './review-store.ts'

/** The keys of the store under which something asked for stands. */
type AskedKey = 'days' | 'day' | 'rows' | 'decision'

const put = <Key extends AskedKey>(key: Key, change: Partial<Review[Key]>): void =>
  reviewStore.setState((review) => ({ [key]: { ...review[key], ...change } }))

const asking = (key: AskedKey): void => put(key, { progress: 0, failure: null })
const failed = (key: AskedKey, failure: string): void => put(key, { progress: null, failure })

/** One reading of each kind at a time: a newer one ends the older. */
const readings = new Map<'days' | 'day' | 'decision' | 'chain', AbortController>()
function begin(kind: 'days' | 'day' | 'decision' | 'chain'): AbortSignal {
  readings.get(kind)?.abort()
  const reading = new AbortController()
  readings.set(kind, reading)
  return reading.signal
}

/** Reads the list of days; the newest is opened when none is, and the day under way is read again. */
export async function readDays(): Promise<void> {
  const signal = begin('days')
  asking('days')
  const onProgress = (done: number, total: number): void => {
    if (!signal.aborted) put('days', { progress: done / Math.max(1, total) })
  }
  const answer = await runQuery({ kind: 'days' }, { signal, onProgress })
  if (signal.aborted) return
  if (!answer.ok) {
    failed('days', answer.error.message)
    return
  }
  const { days } = answer.value
  put('days', { value: days, progress: null })
  const { selected, day } = reviewStore.getState()
  const known = days.find((each) => sameDay(each, selected))
  if (known === undefined) {
    const [newest] = days
    if (newest !== undefined) await selectDay(newest)
  } else if (known.current || day.value?.current === true || day.value === null) await readDay(known)
}

/** Opens another day from its beginning. */
export async function selectDay({ run, date }: DayKey): Promise<void> {
  const selected = { run, date }
  if (sameDay(selected, reviewStore.getState().selected)) return
  readings.get('decision')?.abort()
  reviewStore.setState({
    selected,
    day: NOT_ASKED,
    rows: NOT_ASKED,
    opened: null,
    inFront: false,
    decision: NOT_ASKED,
    scrolled: 0,
  })
  await readDay(selected)
}

/** Reads a day and all its rows, page after page; what is on the screen stays until the new rows are all there. */
async function readDay({ run, date }: DayKey): Promise<void> {
  const key = { run, date }
  const signal = begin('day')
  asking('day')
  asking('rows')
  const answer = await runQuery({ kind: 'day', day: key }, { signal })
  if (signal.aborted) return
  if (!answer.ok) {
    failed('day', answer.error.message)
    put('rows', { progress: null })
    return
  }
  put('day', { value: answer.value, progress: null })
  await readRows(key, answer.value, signal)
}

async function readRows(day: DayKey, { decisions }: DayReview, signal: AbortSignal): Promise<void> {
  const again = reviewStore.getState().rows.value !== null
  let rows: readonly ReviewRow[] = []
  for (let more = true; more; ) {
    const answer = await runQuery({ kind: 'day-rows', day, after: rows.at(-1)?.seq ?? 0 }, { signal })
    if (signal.aborted) return
    if (!answer.ok) {
      failed('rows', answer.error.message)
      return
    }
    rows = [...rows, ...answer.value.rows]
    more = answer.value.more && answer.value.rows.length > 0
    const read = rows.reduce((sum, { row }) => sum + (row === 'decision' ? 1 : 0), 0)
    put('rows', {
      ...(again && more ? {} : { value: rows }),
      progress: more ? Math.min(1, read / Math.max(1, decisions)) : null,
    })
  }
  const { opened, filters } = reviewStore.getState()
  if (opened === null) lookAt(firstToOpen(shownRows(rows, filters)))
  // What became of its order may have gone on.
  else if (again) void readDecision()
}

/** Reads the opened day once more, after a failure. */
export function readDayAgain(): void {
  const { selected } = reviewStore.getState()
  if (selected !== null) void readDay(selected)
}

/** A hand on an arrow key passes many rows; only where it rests is the decision read. */
const REST_MS = 90
let resting: ReturnType<typeof setTimeout> | undefined

/** Opens a row and brings it to the front; null closes the one that is open. */
export function openRow(seq: number | null): void {
  reviewStore.setState({ inFront: seq !== null })
  lookAt(seq)
}

/** Looks at a row; a decision is read as it was. */
function lookAt(seq: number | null): void {
  if (seq === reviewStore.getState().opened) return
  reviewStore.setState({ opened: seq })
  readings.get('decision')?.abort()
  clearTimeout(resting)
  const row = reviewStore.getState().rows.value?.find((each) => each.seq === seq)
  if (row?.row !== 'decision') {
    reviewStore.setState({ decision: NOT_ASKED })
    return
  }
  asking('decision')
  resting = setTimeout(() => void readDecision(), REST_MS)
}

/** Reads the decision that is looked at. */
export async function readDecision(): Promise<void> {
  const { opened, rows, selected } = reviewStore.getState()
  const row = rows.value?.find(({ seq }) => seq === opened)
  if (row?.row !== 'decision' || selected === null) return
  const signal = begin('decision')
  asking('decision')
  const { symbol, barStart } = row
  const answer = await runQuery({ kind: 'decision', day: selected, symbol, barStart }, { signal })
  if (signal.aborted) return
  if (answer.ok) put('decision', { value: answer.value, progress: null })
  else failed('decision', answer.error.message)
}

/** Checks the whole chain. */
export async function checkChain(): Promise<void> {
  const signal = begin('chain')
  reviewStore.setState({ chain: { kind: 'checking', done: 0, total: 0 } })
  const onProgress = (done: number, total: number): void => {
    if (!signal.aborted) reviewStore.setState({ chain: { kind: 'checking', done, total } })
  }
  const answer = await runQuery({ kind: 'verify' }, { signal, onProgress })
  if (signal.aborted) return
  if (!answer.ok) {
    reviewStore.setState({ chain: { kind: 'failed', message: answer.error.message } })
    return
  }
  const { result, ...found } = answer.value
  reviewStore.setState({ chain: { kind: result, ...found } as Review['chain'] })
}

export function cancelCheck(): void {
  readings.get('chain')?.abort()
  reviewStore.setState({ chain: { kind: 'unchecked' } })
}

/** What the screen does when it opens. */
export function enterReview(): void {
  void readDays()
  const { kind } = reviewStore.getState().chain
  if (kind === 'unchecked' || kind === 'failed') void checkChain()
}
