import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AuditLog } from '../../../src-main/audit/audit-log.ts'
import { openAudit } from '../../../src-main/audit/open-audit.ts'
import { AuditRecorder } from '../../../src-main/session/audit-recorder.ts'
import { EngineFeed } from '../../../src-main/session/engine-feed.ts'
import { sessionId } from '../../../src-shared/domain/ids.ts'
import { ENGINE_BAR_MS, utcMs } from '../../../src-shared/domain/time.ts'
import { epochOf, instrumentsOf, sessionsFrom, WIDE } from '../../support/engine-inputs.ts'
import { generateSlots } from '../../support/generated-bars.ts'
import { auditFolder, rowsOf } from '../../support/session/audit-folder.ts'

const folder = auditFolder()
const database = folder.file('feed')
let log: AuditLog

beforeAll(() => {
  const opened = openAudit(database, {
    kind: 'replay',
    session: sessionId('one'),
    start: { app: 'test', source: 'test' },
    clock: { now: () => utcMs(1) },
    uniqueId: randomUUID,
  })
  if (!opened.ok) throw new Error(opened.error.message)
  log = opened.value
})

afterAll(() => {
  log.close()
  folder.remove()
})

test('a bar that comes after its slot was decided is recorded as a correction, and nothing is decided again', () => {
  const instruments = instrumentsOf(...WIDE)
  const sessions = sessionsFrom('2024-03-04', '2024-03-05')
  const feed = new EngineFeed(epochOf(instruments, sessions, ['NVDA', 'AAPL']), new AuditRecorder(log), () => {})
  const [slot, next] = [...generateSlots(1, instruments, sessions)].slice(78)
  const late = slot!.bars.find(({ symbol }) => symbol === 'NVDA')!
  for (const each of slot!.bars) if (each !== late) feed.hold(each.symbol, each.bar)
  const decided = feed.endSlot(utcMs(slot!.start + ENGINE_BAR_MS), true)
  feed.hold(late.symbol, late.bar)
  for (const { symbol, bar } of next!.bars) feed.hold(symbol, bar)
  const after = feed.endSlot(utcMs(next!.start + ENGINE_BAR_MS), true)
  log.flush()
  expect(decided.map(({ symbol }) => symbol)).toEqual(['AAPL'])
  expect(new Set(after.map(({ barStart }) => barStart))).toEqual(new Set([next!.start]))
  expect(rowsOf(database, (type) => type === 'bar-correction').map(({ symbol }) => symbol)).toEqual(['NVDA'])
})
