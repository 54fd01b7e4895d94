import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Connection } from '../../../../../src-main/broker/connection.ts'
import { createLife } from '../../../../../src-main/broker/ibkr/connection/life.ts'
import { INPUTS, type Input, isAlive, TRANSITIONS } from '../../../../../src-main/broker/ibkr/connection/machine.ts'
import type { SyncReason } from '../../../../../src-main/broker/ibkr/link.ts'
import { type HeldTime, holdTime } from '../../../../support/ibkr/held-time.ts'
import { runs } from '../../../../support/properties.ts'

/** A life whose connections are numbers: what it opens, ends, asks for and says. */
function build(time: HeldTime = holdTime()) {
  let current: number | null = null
  let opened = 0
  let farms: string[] = []
  const faults: unknown[] = []
  const shown: Connection[] = []
  const syncs: SyncReason[] = []
  const lost: string[] = []
  const life = createLife(
    {
      host: 'tws',
      port: () => 7_497,
      client: 7,
      time,
      random: () => 0.5,
      contain(run) {
        try {
          run()
        } catch (error) {
          faults.push(error)
        }
      },
      current: () => current,
    },
    {
      begin() {
        if (current !== null) throw new Error('two connections at once')
        current = ++opened
      },
      end() {
        if (current === null) throw new Error('no connection to end')
        current = null
      },
      synchronise: (reason) => syncs.push(reason),
      abandonSynchronising() {},
      farmsDown: () => farms,
      shown: (connection) => shown.push(connection),
      lost: (sentence) => lost.push(sentence),
    },
  )
  const now = (...inputs: Input[]): void => {
    for (const input of inputs) life.put(input, current)
  }
  return {
    time,
    life,
    now,
    faults,
    shown,
    syncs,
    lost,
    current: () => current,
    opened: () => opened,
    setFarms: (down: string[]) => {
      farms = down
    },
  }
}

const UP: readonly Input[] = ['asked-to-connect', 'socket-open', 'handshake-done', 'synchronised']

it('holds one connection exactly while it is alive, and one timer exactly while it waits, whatever happens', () => {
  const inputs = Object.keys(INPUTS) as Input[]
  const step = fc.oneof(
    { weight: 9, arbitrary: fc.record({ input: fc.constantFrom(...inputs), farm: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ advance: fc.integer({ min: 1, max: 80_000 }) }) },
  )
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const built = build()
      const { life, time } = built
      for (const next of steps) {
        if ('advance' in next) time.advance(next.advance)
        else if (next.input !== 'retry-due' && TRANSITIONS[life.phase()][next.input] !== undefined) {
          built.setFarms(next.farm ? ['usfarm'] : [])
          life.put(next.input, built.current())
        }
        expect(built.current() !== null, life.phase()).toBe(isAlive(life.phase()))
        expect(time.pending()).toBe(life.phase() === 'waiting' ? 1 : 0)
        expect(life.nextAttempt() !== null).toBe(life.phase() === 'waiting')
        expect(life.connection().reason).toMatch(/^[A-Z].*\.$/)
        if (life.phase() === 'ready') expect(life.attempts()).toBe(0)
      }
      expect(built.faults).toEqual([])
    }),
    runs(1_000),
  )
})

it('drops what an old connection still says', () => {
  const { life, now, current, opened, time, faults } = build()
  now(...UP)
  const old = current()
  now('socket-lost')
  life.put('socket-lost', old)
  time.advance(2_000)
  life.put('synchronised', old)
  expect([life.phase(), opened(), faults]).toEqual(['opening', 2, []])
})

it('keeps trying for hours with the same words growing, half a minute apart', () => {
  const { life, now, time, opened, shown } = build()
  now('asked-to-connect')
  const end = time.monotonic() + 3 * 3_600_000
  while (time.monotonic() < end) {
    life.put('nobody-answers', opened())
    time.advance(time.untilNext() ?? 0)
  }
  expect(opened()).toBeGreaterThan(3 * 110)
  expect(opened()).toBeLessThan(3 * 130)
  const reasons = shown.filter(({ state }) => state === 'reconnecting').map(({ reason }) => reason)
  expect(reasons[0]).not.toContain('There has been no connection')
  expect(reasons.at(-1)).toMatch(/no connection for 2 h 59 min\. Stops that stand at IBKR/)
})

it('tries at once when the trader asks while it waits', () => {
  const { life, now, time, opened } = build()
  now('asked-to-connect', 'client-id-busy')
  life.put('asked-to-connect', null)
  expect([life.phase(), opened(), time.pending()]).toEqual(['opening', 2, 0])
})

it('compares orders over the same socket after 1100 and 1102, and subscribes again after 1101', () => {
  const { now, syncs, opened, life } = build()
  now(...UP, 'servers-lost')
  expect(life.connection().state).toBe('degraded')
  now('data-kept', 'synchronised', 'servers-lost', 'data-lost', 'synchronised')
  expect(syncs).toEqual(['connected', 'data-kept', 'data-lost'])
  expect([life.phase(), opened()]).toEqual(['ready', 1])
})

it('asks again after a 1101 or 1102 although no 1100 came before it', () => {
  const { now, syncs, life } = build()
  now(...UP, 'data-lost')
  expect(life.connection().state).toBe('synchronising')
  now('synchronised', 'data-kept', 'synchronised')
  expect(syncs).toEqual(['connected', 'data-lost', 'data-kept'])
})

it('subscribes again when 1101 and 1102 come together, in either order', () => {
  for (const order of [['data-lost', 'data-kept'] as const, ['data-kept', 'data-lost'] as const]) {
    const { now, syncs } = build()
    now(...UP, 'servers-lost', ...order)
    expect(syncs.at(-1)).toBe('data-lost')
  }
})

it('makes a connection anew that was cut off before it was complete', () => {
  const { now, life, time, syncs } = build()
  now('asked-to-connect', 'socket-open', 'handshake-done', 'servers-lost')
  expect(life.connection()).toMatchObject({ state: 'degraded' })
  now('data-kept')
  expect(life.phase()).toBe('waiting')
  time.advance(5_000)
  now('socket-open', 'handshake-done')
  expect(syncs).toEqual(['connected', 'connected'])
})

it('is degraded, not ready, when a needed farm was already down at the end of the handshake', () => {
  const { now, life, setFarms, shown } = build()
  setFarms(['usfarm'])
  now(...UP)
  expect(life.connection().state).toBe('degraded')
  expect(life.connection().reason).toContain('usfarm')
  setFarms([])
  now('farms-up')
  expect(shown.at(-1)?.state).toBe('ready')
})

it('takes what a listener makes happen after what it was told of', () => {
  const time = holdTime()
  const built = build(time)
  const { life, now } = built
  const states: string[] = []
  const shownPush = built.shown.push.bind(built.shown)
  built.shown.push = (...connections) => {
    for (const { state } of connections) {
      states.push(state)
      if (state === 'ready') life.put('asked-to-close', null)
    }
    return shownPush(...connections)
  }
  now(...UP)
  expect(states).toEqual(['connecting', 'handshaking', 'synchronising', 'ready', 'disconnected'])
  expect(built.faults).toEqual([])
})
