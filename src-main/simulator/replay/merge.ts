import type { Bar } from '../../../src-shared/domain/bar.ts'
import { ENGINE_BAR_MS, type SessionDay, type UtcMs, utcMs } from '../../../src-shared/domain/time.ts'
import { MarketDataError, type MarketEvent } from '../../market/market-data.ts'
import { readBars } from './bar-file.ts'
import { BarFileFailure } from './bar-file-error.ts'
import type { BarFileSurvey } from './survey.ts'

/** The next bars of one file, at most one batch at a time. */
interface Cursor {
  readonly file: BarFileSurvey
  readonly batches: AsyncIterator<readonly Bar[]>
  batch: readonly Bar[]
  position: number
  taken: number
}

const changed = (file: BarFileSurvey): BarFileFailure =>
  new BarFileFailure('changed', file.path, null, 'it changed while it was read', 'a file that stays as it was opened')

/** Makes `batch[position]` the next bar, undefined at the end of the file. */
async function refill(cursor: Cursor): Promise<void> {
  const next = await cursor.batches.next()
  cursor.batch = next.done ? [] : next.value
  cursor.position = 0
}

async function* slotsOf(day: SessionDay, cursors: readonly Cursor[]): AsyncGenerator<MarketEvent, void, undefined> {
  for (let start: UtcMs = day.open; start < day.close; start = utcMs(start + ENGINE_BAR_MS)) {
    for (const cursor of cursors) {
      const bar = cursor.batch[cursor.position]
      if (bar?.start !== start) continue
      yield { kind: 'bar', symbol: cursor.file.symbol, bar }
      cursor.taken += 1
      cursor.position += 1
      if (cursor.position === cursor.batch.length) await refill(cursor)
    }
    yield { kind: 'slot-end', time: utcMs(Math.min(start + ENGINE_BAR_MS, day.close)) }
  }
}

/**
 * The bars of all files merged by time, slot by slot through the sessions; memory does not grow with their length.
 * @throws MarketDataError when a file can no longer be read, or is not what the survey saw.
 */
export async function* mergeBarFiles(
  files: readonly BarFileSurvey[],
  sessions: readonly SessionDay[],
): AsyncGenerator<MarketEvent, void, undefined> {
  const cursors = files.map((file): Cursor => {
    const batches = readBars(file, () => {})
    return { file, batches, batch: [], position: 0, taken: 0 }
  })
  try {
    for (const cursor of cursors) await refill(cursor)
    for (const day of sessions) {
      yield { kind: 'session', day }
      yield* slotsOf(day, cursors)
    }
    const other = cursors.find(({ file, batch, taken }) => batch.length > 0 || taken !== file.bars)
    if (other !== undefined) throw changed(other.file)
  } catch (error) {
    throw error instanceof BarFileFailure ? new MarketDataError(error.message, { cause: error.error }) : error
  } finally {
    for (const { batches } of cursors) await batches.return?.()
  }
}
