/**
 * A process that writes an audit, for tests that need a second one: `audit-writer.ts FILE MODE`.
 * - `hold`: opens it, prints `open` or the error's code, and holds it until its input ends.
 * - `durable N`: appends N durable events, each after a few batched ones, and prints its number once it is taken.
 * - `fill FILLER`: appends durable events until one is not taken, prints how many were and the error's code, makes room by
 *   removing FILLER, tries once more and prints how that went.
 */
import { rmSync, writeSync } from 'node:fs'
import { RETRY_MS } from '../../../src-main/audit/audit-log.ts'
import { openAudit } from '../../../src-main/audit/open-audit.ts'
import { sessionId, ticker } from '../../../src-shared/domain/ids.ts'
import { utcMs } from '../../../src-shared/domain/time.ts'

const [file = '', mode = 'hold', argument = ''] = process.argv.slice(2)
const print = (line: string): void => void writeSync(1, `${line}\n`)

let now = 0
const opened = openAudit(file, {
  kind: 'replay',
  session: sessionId(`child-${process.pid}`),
  start: { app: 'test', source: 'a process of its own' },
  clock: { now: () => utcMs(Date.now()) },
  monotonic: () => now,
  uniqueId: () => 'made-by-a-child',
})
if (!opened.ok) {
  print(opened.error.code)
  process.exit(1)
}
const log = opened.value
const bar = { start: utcMs(1704205800000), open: 1.5, high: 2, low: 1, close: 1.75, volume: 100 }
const note = (text: string) => log.append({ type: 'note', payload: { text } })

switch (mode) {
  case 'hold':
    print('open')
    process.stdin.resume()
    process.stdin.on('end', () => log.close())
    break
  case 'durable':
    for (let number = 1; number <= Number(argument); number++) {
      for (let batched = 0; batched < number % 5; batched++) {
        log.append({ type: 'bar', payload: bar, symbol: ticker('AAPL') })
      }
      if (note(`event ${number}`).ok) print(`${number}`)
    }
    log.close()
    break
  case 'fill': {
    let taken = 0
    let written = note('x'.repeat(2_000))
    for (; written.ok && taken < 100_000; taken++) written = note('x'.repeat(2_000))
    print(JSON.stringify({ taken, written }))
    rmSync(argument, { force: true })
    now += RETRY_MS
    print(JSON.stringify({ written: note('with room again') }))
    log.close()
    break
  }
}
