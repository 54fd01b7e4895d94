import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  INPUTS,
  type Input,
  isAlive,
  isConnected,
  PHASES,
  type Phase,
  TRANSITIONS,
  transition,
} from '../../../../../src-main/broker/ibkr/connection/machine.ts'
import { type ReasonFacts, reasonFor } from '../../../../../src-main/broker/ibkr/connection/reasons.ts'
import { runs } from '../../../../support/properties.ts'

const phases = Object.keys(PHASES) as Phase[]
const inputs = Object.keys(INPUTS) as Input[]
const listed = (phase: Phase): Input[] => inputs.filter((input) => TRANSITIONS[phase][input] !== undefined)

const facts: ReasonFacts = {
  host: '127.0.0.1',
  port: 7_497,
  client: 7,
  cause: 'socket-lost',
  goneFor: null,
  farms: [],
  words: '',
}

/** A walk over listed pairs from the beginning: each number picks one of what is possible. */
const walks = fc.array(fc.nat({ max: 1_000 }), { maxLength: 60 })
function* walk(
  picks: readonly number[],
): Generator<{ readonly before: Phase; readonly input: Input; readonly after: Phase }> {
  let phase: Phase = 'idle'
  for (const pick of picks) {
    const possible = listed(phase)
    const input = possible[pick % possible.length] as Input
    const after = transition(phase, input)
    yield { before: phase, input, after }
    phase = after
  }
}

describe('the table of a link', () => {
  it('calls a pair that it does not list an error', () => {
    for (const phase of phases)
      for (const input of inputs)
        if (TRANSITIONS[phase][input] === undefined)
          expect(() => transition(phase, input), `${phase} ${input}`).toThrow('cannot take')
  })

  it('lets the trader end the connection from everywhere', () => {
    for (const phase of phases) expect(transition(phase, 'asked-to-close'), phase).toBe('closed')
  })

  it('waits for the next attempt after any loss of a connection', () => {
    for (const phase of phases.filter(isAlive)) {
      for (const loss of ['socket-lost', 'stream-broken', 'not-sent', 'client-id-busy', 'port-changed'] as const)
        expect(transition(phase, loss), `${phase} ${loss}`).toBe('waiting')
    }
  })

  it('never leaves a lost connection but by the next attempt or the end', () => {
    expect(
      listed('waiting')
        .map((input) => transition('waiting', input))
        .sort(),
    ).toEqual(['closed', 'opening', 'opening'])
  })

  it('is ready only after a handshake and its synchronisation on the same connection', () => {
    fc.assert(
      fc.property(walks, (picks) => {
        const since: Input[] = []
        for (const { input, after } of walk(picks)) {
          if (after === 'opening') since.length = 0
          since.push(input)
          if (after === 'ready') {
            expect(since).toContain('handshake-done')
            expect(since).toContain('synchronised')
          }
        }
      }),
      runs(2_000),
    )
  })

  it('is not ready again after 1100 before TWS said that it is back and orders were compared', () => {
    fc.assert(
      fc.property(walks, (picks) => {
        let cut = false
        let compared = true
        for (const { input, before, after } of walk(picks)) {
          if (input === 'servers-lost' && isConnected(before)) {
            cut = true
            compared = false
          }
          if (input === 'data-lost' || input === 'data-kept') cut = false
          if (input === 'synchronised') compared = true
          if (!isAlive(after)) {
            cut = false
            compared = true
          }
          if (after === 'ready') expect({ cut, compared }).toEqual({ cut: false, compared: true })
        }
      }),
      runs(2_000),
    )
  })

  it('can reach every phase', () => {
    const reached = new Set<Phase>(['idle'])
    for (const phase of reached) for (const input of listed(phase)) reached.add(transition(phase, input))
    expect([...reached].sort()).toEqual([...phases].sort())
  })
})

describe('the reason of a link', () => {
  it('is a sentence wherever it is and however it came there', () => {
    for (const phase of phases) {
      for (const cause of inputs) {
        for (const goneFor of [null, 0, 5 * 60_000, 3 * 3_600_000]) {
          const reason = reasonFor(phase, {
            ...facts,
            cause,
            goneFor,
            farms: ['usfarm'],
            words: 'connect ECONNREFUSED',
          })
          expect(reason, `${phase} ${cause}`).toMatch(/^[A-Z].{20,}\.$/)
          expect(reason).not.toMatch(/undefined|null|NaN/)
        }
      }
    }
  })

  it('names the cause of every loss', () => {
    const losses = inputs.filter((input) =>
      phases.some((phase) => isAlive(phase) && TRANSITIONS[phase][input] === 'waiting'),
    )
    const reasons = losses.map((cause) => reasonFor('waiting', { ...facts, cause }))
    expect(reasons).not.toContain('There is no connection to TWS.')
  })

  it('says more the longer an outage lasts', () => {
    const waiting = (goneFor: number): string => reasonFor('waiting', { ...facts, cause: 'nobody-answers', goneFor })
    expect(waiting(10_000)).not.toContain('There has been no connection')
    expect(waiting(4 * 60_000)).toContain('no connection for 4 minutes: check that TWS')
    expect(waiting(125 * 60_000)).toContain('no connection for 2 h 5 min. Stops that stand at IBKR go on working')
  })
})
