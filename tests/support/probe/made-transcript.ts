import { EXPECTATIONS, type Findings, SHOWN_VARIANTS } from '../../../src-main/research/probe/behaviours.ts'
import { PROBE_NAMES } from '../../../src-main/research/probe/run-probes.ts'
import type { Transcript, TranscriptHeader } from '../../../src-main/research/probe/transcript-schema.ts'

const FINDINGS: Findings = {
  ...Object.fromEntries(Object.keys(EXPECTATIONS).map((name) => [name, 'as-believed'])),
  ...Object.fromEntries(Object.entries(SHOWN_VARIANTS).map(([name, [first]]) => [name, first])),
}

/** A transcript that passes, made by hand. */
export function passing(header: Partial<TranscriptHeader> = {}): Transcript {
  return {
    header: {
      kind: 'probe',
      format: 1,
      appVersion: '0.1.0',
      at: '2024-11-15T15:00:00.000Z',
      serverVersion: 193,
      connectionTime: 'dddddddd dd:dd:dd EST',
      simulated: false,
      symbol: 'SPY',
      ...header,
    },
    results: PROBE_NAMES.map((name, index) => ({
      kind: 'result',
      name,
      outcome: 'done',
      reason: null,
      findings: index === 0 ? FINDINGS : {},
      sent: ['place entry BUY 1 LMT DAY'],
      came: [{ after: 5, role: 'entry', kind: 'status', status: 'Submitted', whyHeld: '', filled: 0, remaining: 1 }],
    })),
    end: { left: [], differences: [] },
  }
}
