import { describe, expect, it } from 'vitest'
import type { EngineLogStep } from '../../../src-main/audit/engine-log.ts'
import { createEngine } from '../../../src-main/engine/engine.ts'
import { replayDecisions } from '../../../src-main/research/decision-replay.ts'
import type { Decision } from '../../../src-shared/domain/decision.ts'
import type { EngineInput } from '../../../src-shared/domain/engine-input.ts'
import { epochOf, inputsOf, instrumentsOf, sessionsFrom } from '../../support/engine-inputs.ts'
import { generateSlots } from '../../support/generated-bars.ts'

const SEED = 7
const SESSION = 'a session'
const instruments = instrumentsOf('SPY', 'QQQ', 'IWM', 'SMH', 'NVDA', 'AMD', 'INTC')
const sessions = sessionsFrom('2024-03-04', '2024-03-06')

/** Three sessions as a session records them: each input, and behind a barrier its decisions, as JSON gives them back. */
function recordedLog(): EngineLogStep[] {
  const engine = createEngine()
  const steps: EngineLogStep[] = []
  let seq = 0
  const feed = (input: EngineInput): void => {
    steps.push({ kind: 'input', seq: ++seq, session: SESSION, input })
    const output = engine.apply(input)
    if (output.kind !== 'decided') return
    for (const decision of output.decisions) {
      const stored = JSON.parse(JSON.stringify(decision)) as Decision
      steps.push({ kind: 'decision', seq: ++seq, session: SESSION, decision: stored, asked: true })
    }
  }
  feed(epochOf(instruments, sessions, ['NVDA', 'AMD']))
  for (const slot of generateSlots(SEED, instruments, sessions)) for (const input of inputsOf(slot)) feed(input)
  return steps
}

const log = recordedLog()
const isDecision = (step: EngineLogStep): boolean => step.kind === 'decision'

/** The log with one step replaced by others. */
const withStep = (index: number, ...steps: readonly EngineLogStep[]): EngineLogStep[] =>
  log.toSpliced(index, 1, ...steps)

describe('decision replay', () => {
  it('finds every decision of an untouched log equal', () => {
    const report = replayDecisions(log)
    expect(report).toMatchObject({ decisions: 2 * 78 * 3, equal: 2 * 78 * 3, differences: [], broken: null })
  })

  it('names symbol, bar, field and both values of a decision that was altered', () => {
    const at = log.findLastIndex(isDecision)
    const step = log[at]
    if (step?.kind !== 'decision') throw new Error('the log has decisions')
    const altered = { ...step, decision: { ...step.decision, atr: step.decision.atr + 0.01 } }
    const report = replayDecisions(withStep(at, altered))
    expect(report.equal).toBe(report.decisions - 1)
    expect(report.differences).toEqual([
      {
        seq: step.seq,
        symbol: step.decision.symbol,
        barStart: step.decision.barStart,
        field: 'atr',
        stored: altered.decision.atr,
        replayed: step.decision.atr,
      },
    ])
  })

  it('notices a decision that is missing from the log', () => {
    const at = log.findIndex(isDecision)
    const report = replayDecisions(withStep(at))
    expect(report.equal).toBeLessThan(report.decisions)
  })

  it('notices a missing decision behind the last barrier', () => {
    const report = replayDecisions(withStep(log.findLastIndex(isDecision)))
    expect(report.differences).toHaveLength(1)
    expect(report.differences[0]).toMatchObject({ field: '', stored: undefined })
  })

  it('notices a decision that no barrier led to', () => {
    const at = log.findLastIndex(isDecision)
    const step = log[at]
    if (step === undefined) throw new Error('the log has decisions')
    const report = replayDecisions(withStep(at, step, { ...step, seq: step.seq + 1 }))
    expect(report.differences).toHaveLength(1)
    expect(report.differences[0]).toMatchObject({ field: '', replayed: undefined })
  })

  it('comes to other decisions when one bar of the log is altered', () => {
    const at = log.findIndex(
      (step) => step.kind === 'input' && step.input.kind === 'bar' && step.input.symbol === 'NVDA',
    )
    const step = log[at]
    if (step?.kind !== 'input' || step.input.kind !== 'bar') throw new Error('the log has bars')
    const { bar } = step.input
    const input = { ...step.input, bar: { ...bar, high: bar.high + 1 } }
    const report = replayDecisions(withStep(at, { ...step, input }))
    expect(report.equal).toBeLessThan(report.decisions)
  })

  it('passes decisions outside the asked range without comparing them', () => {
    const unasked = log.map((step) => (step.kind === 'decision' ? { ...step, asked: false } : step))
    expect(replayDecisions(unasked)).toMatchObject({ decisions: 0, equal: 0, differences: [] })
  })

  it('says where a log breaks that cannot be fed', () => {
    const report = replayDecisions(log.slice(1))
    expect(report.broken?.seq).toBe(2)
    expect(report.broken?.message).toContain('before its first epoch')
  })

  it('starts a fresh engine at each epoch', () => {
    const again = log.map((step) => ({ ...step, seq: step.seq + log.length }))
    expect(replayDecisions([...log, ...again])).toMatchObject({ equal: 2 * 2 * 78 * 3, differences: [], broken: null })
  })

  it('keeps twenty differences and counts the others', () => {
    const altered = log.map((step) =>
      step.kind === 'decision' ? { ...step, decision: { ...step.decision, rsi: -1 } } : step,
    )
    const report = replayDecisions(altered)
    expect(report.equal).toBe(0)
    expect(report.differences).toHaveLength(20)
  })
})
