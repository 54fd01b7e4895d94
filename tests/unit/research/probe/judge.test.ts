import { describe, expect, it } from 'vitest'
import { judge } from '../../../../src-main/research/probe/judge.ts'
import type { ProbeResult, Transcript } from '../../../../src-main/research/probe/transcript-schema.ts'
import { passing } from '../../../support/probe/made-transcript.ts'

const good = passing()
const first = good.results[0] as ProbeResult
const withFirst = (change: Partial<ProbeResult>): Transcript => ({
  ...good,
  results: [{ ...first, ...change }, ...good.results.slice(1)],
})
const finding = (name: string, value?: string): Transcript => {
  const { [name as keyof typeof first.findings]: _gone, ...rest } = first.findings
  return withFirst({ findings: value === undefined ? rest : { ...rest, [name]: value } })
}

it('passes what has everything', () => {
  expect(judge(good)).toEqual({ ok: true, value: first.findings })
})

it('passes without what shows by luck only', () => {
  for (const name of ['childrenWork', 'partialParentCancelled', 'idsAfterRestart'])
    expect(judge(finding(name)).ok).toBe(true)
})

describe('does not pass, and says why', () => {
  it.each<[string, Transcript, string]>([
    ['a probe is missing', { ...good, results: good.results.slice(0, -1) }, 'was not run once'],
    ['a probe was run twice', { ...good, results: [...good.results, first] }, 'was not run once'],
    ['a probe was skipped', withFirst({ outcome: 'skipped', reason: 'the market is closed' }), 'the market is closed'],
    ['a probe failed', withFirst({ outcome: 'failed', reason: 'its time was over' }), 'its time was over'],
    ['something that has to be so is not', finding('usedIdRefused', 'otherwise'), 'an id that was used'],
    ['something that has to be so was not seen', finding('whatIfLeavesNothing'), 'leaves no order'],
    ['a variant was not seen', finding('heldChains'), 'heldChains was not seen'],
    ['a variant is one that nobody knows', finding('lateCancel', '10147'), 'which the simulator cannot'],
    [
      'two probes found two things',
      {
        ...good,
        results: good.results.map((one, index) => (index === 1 ? { ...one, findings: { lateCancel: '161' } } : one)),
      },
      '10148 and 161',
    ],
    ['something was left', { ...good, end: { ...good.end, left: ['an order may work'] } }, 'an order may work'],
    ['the simulator was not run', { ...good, end: { ...good.end, differences: null } }, 'was not run beside it'],
    ['the simulator differs', { ...good, end: { ...good.end, differences: ['a', 'b'] } }, '2 things otherwise'],
  ])('when %s', (_case, transcript, why) => {
    const judged = judge(transcript)
    expect(judged.ok ? '' : judged.error.join('\n')).toContain(why)
  })
})
