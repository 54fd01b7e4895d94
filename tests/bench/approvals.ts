import { randomUUID } from 'node:crypto'
import { openAudit } from '../../src-main/audit/open-audit.ts'
import { systemOperatorClock } from '../../src-main/market/clock.ts'
import type { Cockpit } from '../../src-main/session/cockpit.ts'
import type { Command } from '../../src-shared/contract/commands.ts'
import { sessionId, ticker } from '../../src-shared/domain/ids.ts'
import { MINUTE_MS } from '../../src-shared/domain/time.ts'
import { demoCockpit } from '../support/session/demo-cockpit.ts'
import { WatchingObserver } from '../support/session/watching-observer.ts'
import { type BenchFolder, benchFolder } from './hundred-symbols.ts'
import { quantile } from './quantiles.ts'
import { type BenchRecord, benchRecord } from './record.ts'

const APPROVALS = 1_000
const SYMBOL = ticker('AAPL')
/** Minutes after the open at which the market is held: entries are possible. */
const HELD_AT = 90

let lastId = 0

/** @throws Error unless it was obeyed */
function obeyed(cockpit: Cockpit, command: Command): readonly { readonly ref: string }[] {
  const answer = cockpit.command(`bench-${++lastId}`, command, 'bench')
  if (!answer.ok) throw new Error(answer.error.message)
  return answer.value.orders
}

/** Milliseconds from the command to its answer, by which the bracket is at the exchange, its intent on the disk. */
async function approve(folder: BenchFolder): Promise<number[]> {
  const observer = new WatchingObserver()
  const cockpit = demoCockpit({ database: folder.file('demo.db'), observer, flags: { maxEntriesPerMinute: 10_000 } })
  const started = cockpit.start()
  if (!started.ok) throw new Error(started.error.message)
  await observer.until(() => observer.state?.phase === 'running')
  const { facts, desk } = observer.session!
  obeyed(cockpit, { kind: 'clock-pause' })
  obeyed(cockpit, { kind: 'clock-seek', time: facts.decideFrom + HELD_AT * MINUTE_MS })
  await observer.until(
    () =>
      observer.state?.phase === 'running' && desk.now().market >= facts.decideFrom + MINUTE_MS * HELD_AT - MINUTE_MS,
  )
  obeyed(cockpit, { kind: 'flatten' })
  const took: number[] = []
  for (let count = 0; count < APPROVALS; count++) {
    const last = desk.quotes.price(SYMBOL)
    if (last === null) throw new Error('the symbol has a price')
    // Below the market but inside the collar: it works, and does not fill.
    const limit = Math.floor(last * 99.2) / 100
    const [staged] = obeyed(cockpit, {
      kind: 'stage',
      symbol: SYMBOL,
      side: 'long',
      quantity: 10,
      limit,
      stop: limit - 2,
      target: limit + 4,
    })
    const ref = staged!.ref
    const start = performance.now()
    obeyed(cockpit, { kind: 'approve', ref, revision: 1 })
    took.push(performance.now() - start)
    obeyed(cockpit, { kind: 'cancel', ref })
    // The exchange answers when the call is over.
    while (desk.state.live.size > 0) await new Promise<void>((resolve) => setImmediate(resolve))
  }
  await cockpit.close()
  return took
}

/** The same number of bare durable events: what the disk alone takes. */
function appendDurable(folder: BenchFolder): number[] {
  const opened = openAudit(folder.file('bare.db'), {
    kind: 'demo',
    session: sessionId('bench'),
    start: { app: 'bench', source: 'bench' },
    clock: systemOperatorClock,
    uniqueId: randomUUID,
  })
  if (!opened.ok) throw new Error(opened.error.message)
  const took: number[] = []
  for (let count = 0; count < APPROVALS; count++) {
    const start = performance.now()
    opened.value.append({ type: 'note', payload: { text: 'x'.repeat(500) } })
    took.push(performance.now() - start)
  }
  opened.value.close()
  return took
}

/** 1,000 approvals through gate, journal and exchange, against as many bare durable appends. */
export async function benchApprovals(): Promise<BenchRecord[]> {
  const folder = benchFolder('approvals')
  try {
    const [took, bare] = [await approve(folder), appendDurable(folder)]
    return [
      benchRecord('approval-p50', quantile(took, 0.5), 'ms (vs one bare durable append)', quantile(bare, 0.5)),
      benchRecord('approval-p99', quantile(took, 0.99), 'ms (vs one bare durable append)', quantile(bare, 0.99)),
    ]
  } finally {
    folder.remove()
  }
}
