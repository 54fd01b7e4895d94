import { benchApprovals } from './approvals.ts'
import { benchAudit } from './audit.ts'
import { benchEngine } from './engine.ts'
import { benchLiveApprovals, benchStop } from './live-orders.ts'
import { benchMemory } from './memory.ts'
import { benchOrders } from './orders.ts'
import { loadQuarter } from './quarter.ts'
import type { BenchRecord } from './record.ts'
import { benchHeadlessDay, benchQuarter } from './sessions.ts'
import { benchSimulator } from './simulator.ts'
import { benchTicks } from './ticks.ts'
import { benchStart, benchWindow } from './window.ts'
import { benchWire } from './wire.ts'

/** One compact JSON object a line, as soon as it is known. */
const print = (...records: readonly BenchRecord[]): void => {
  for (const record of records) process.stdout.write(`${JSON.stringify(record)}\n`)
}

const quarter = await loadQuarter()
if (!quarter.recorded) process.stderr.write('../shared/data is absent: the quarter is a generated one\n')
const engine = benchEngine(quarter)
print(engine.record)
print(...(await benchQuarter(quarter, engine.referenceEntries)))
print(await benchHeadlessDay())
print(await benchWire())
print(...(await benchTicks()))
print(...(await benchOrders()))
print(...(await benchSimulator()))
print(...(await benchApprovals()))
print(...(await benchLiveApprovals()))
print(...(await benchStop()))
print(await benchStart())
print(...(await benchWindow()))
print(...benchMemory())
for await (const record of benchAudit()) print(record)
