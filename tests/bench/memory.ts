import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { benchFolder, writeHundredSymbols } from './hundred-symbols.ts'
import { type BenchRecord, benchRecord } from './record.ts'

const PROGRAM = fileURLToPath(new URL('./memory-days.ts', import.meta.url))
const LIMIT_MB = 300
const MB = 1024 * 1024

/** Resident memory of the main process after days of 100 symbols at full speed. */
export function benchMemory(): BenchRecord[] {
  const folder = benchFolder('memory')
  try {
    const bars = writeHundredSymbols(folder, '2024-11-11', '2024-11-15')
    const ran = spawnSync(process.execPath, [PROGRAM, bars, folder.file('replay.db')], { encoding: 'utf8' })
    if (ran.status !== 0) throw new Error(ran.stderr)
    const days = ran.stdout
      .trim()
      .split('\n')
      .map((bytes) => Number(bytes) / MB)
    // Three sessions are kept for charts: from the third day on nothing more should come.
    const [first, third, last] = [days[0], days[2], days.at(-1)]
    if (days.length !== 5 || first === undefined || third === undefined || last === undefined) {
      throw new Error(`memory was measured ${days.length} times`)
    }
    return [
      benchRecord('memory-after-100-symbol-day', first, 'MB (vs the limit)', LIMIT_MB),
      benchRecord('memory-after-five-days', last, 'MB (vs after the third day)', third),
    ]
  } finally {
    folder.remove()
  }
}
