import { expect, test } from 'vitest'
import { openAuditReader } from '../../../src-main/audit/audit-reader.ts'
import { type EngineLogRange, type EngineLogStep, UnreadableEvent } from '../../../src-main/audit/engine-log.ts'
import { sessionId, ticker } from '../../../src-shared/domain/ids.ts'
import { ENGINE_BAR_MS, utcMs } from '../../../src-shared/domain/time.ts'
import {
  barAt,
  copyAudit,
  OPEN,
  openedAudit,
  randomNumbers,
  record,
  recordedAudit,
  tamper,
  testFolder,
} from './audit-fixture.ts'

function stepsOf(file: string, range: EngineLogRange = {}): EngineLogStep[] {
  const opened = openAuditReader(file)
  if (!opened.ok) throw new Error(opened.error.message)
  try {
    return [...opened.value.engineInputs(range)]
  } finally {
    opened.value.close()
  }
}

const contents = (steps: readonly EngineLogStep[]): unknown[] =>
  steps.map((step) => (step.kind === 'input' ? step.input : step.decision))
const slot = (number: number) => utcMs(OPEN + number * ENGINE_BAR_MS)

test('inputs and decisions come back as they were recorded, in order', () => {
  const folder = testFolder()
  const log = openedAudit(folder.file())
  const recorded = record(log, 100)
  log.close()
  expect(contents(stepsOf(folder.file()))).toEqual(recorded)
})

test('what is no input does not come back', () => {
  const folder = testFolder()
  const log = openedAudit(folder.file())
  const recorded = record(log, 1)
  log.append({ type: 'note', payload: { text: 'by the way' } })
  log.append({ type: 'bar-refused', payload: { bar: barAt(1, randomNumbers(3)), refusal: 'not-later' } })
  log.append({ type: 'stop-moved', payload: { stop: 1 }, symbol: ticker('AAPL') })
  log.close()
  expect(contents(stepsOf(folder.file()))).toEqual(recorded)
})

test('a range begins with its session and ends with its last bar; only its own decisions are asked for', () => {
  const folder = testFolder()
  const steps = stepsOf(recordedAudit(folder, 50), { from: slot(20), to: slot(30) })
  expect(steps[0]).toMatchObject({ kind: 'input', input: { kind: 'epoch' } })
  const decisions = steps.filter((step) => step.kind === 'decision')
  expect(decisions).toHaveLength(30 * 2)
  expect(decisions.filter(({ asked }) => asked).map(({ decision }) => decision.barStart)).toEqual(
    Array.from({ length: 20 }, (_, index) => slot(20 + Math.floor(index / 2))),
  )
})

test('sessions without a decision in the range are left out; of those with one each begins with its epoch', () => {
  const folder = testFolder()
  const file = folder.file()
  for (const [session, slots] of [
    ['long', 40],
    ['short', 5],
    ['as long', 40],
  ] as const) {
    const log = openedAudit(file, { session: sessionId(session) })
    record(log, slots)
    log.close()
  }
  const sessions = stepsOf(file, { from: slot(30), to: slot(31) }).filter(
    (step) => step.kind === 'input' && step.input.kind === 'epoch',
  )
  expect(sessions.map(({ session }) => session)).toEqual(['long', 'as long'])
  expect(new Set(stepsOf(file, { session: sessionId('short') }).map(({ session }) => session))).toEqual(
    new Set(['short']),
  )
  expect(stepsOf(file, { from: slot(30), session: sessionId('short') })).toEqual([])
})

test('an event that cannot be read ends the log with its number', () => {
  const folder = testFolder()
  const file = copyAudit(recordedAudit(folder, 5), folder.file('copy.db'))
  tamper(file, (db) => db.exec("UPDATE events SET payload = '[1,2,3]' WHERE seq = 4"))
  expect(() => stepsOf(file)).toThrow(UnreadableEvent)
  expect(() => stepsOf(file)).toThrow(/^row 4: the payload of this "bar" is not as written/)
})
