import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  isOver,
  ORDER_EVENTS,
  ORDER_STATES,
  ORDER_TRANSITIONS,
  type OrderEvent,
  type OrderState,
  OrderTransitionError,
  transition,
} from '../../../src-shared/domain/order-state.ts'

const EVENTS = Object.keys(ORDER_EVENTS) as OrderEvent[]
const NOT_OVER = ORDER_STATES.filter((state) => !isOver(state))
const OVER = ORDER_STATES.filter(isOver)

const after = (start: OrderState, ...events: OrderEvent[]): OrderState => events.reduce(transition, start)
const nextOf = (state: OrderState): OrderState[] => Object.values(ORDER_TRANSITIONS[state])

function reachableFrom(start: OrderState): Set<OrderState> {
  const reached = new Set<OrderState>()
  const open = [start]
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    for (const next of nextOf(state)) {
      if (!reached.has(next)) open.push(next)
      reached.add(next)
    }
  }
  return reached
}

describe('the table', () => {
  test('has exactly the states that the safety rules name', () => {
    const listed =
      'staged approved journaled sent held acknowledged partially-filled filled cancelled cancelled-after-partial rejected ' +
      'inactive expired pending-cancel cancel-rejected pending-modify modify-rejected unknown'
    expect([...ORDER_STATES].sort()).toEqual(listed.split(' ').sort())
  })

  test('leads from staged to every state, and uses every event', () => {
    expect([...reachableFrom('staged')].sort()).toEqual([...ORDER_STATES].sort())
    const used = new Set(ORDER_STATES.flatMap((state) => Object.keys(ORDER_TRANSITIONS[state])))
    expect([...used].sort()).toEqual([...EVENTS].sort())
  })

  test.each(ORDER_STATES)('from %s every listed event leads on and every other throws', (state) => {
    for (const event of EVENTS) {
      const next = ORDER_TRANSITIONS[state][event]
      if (next !== undefined) expect(transition(state, event)).toBe(next)
      else expect(() => transition(state, event)).toThrow(OrderTransitionError)
    }
  })

  test('an impossible pair is named in the error', () => {
    expect(() => transition('filled', 'send')).toThrow('an order that is filled cannot send: its first byte goes out')
    try {
      transition('staged', 'fill-rest')
      expect.unreachable()
    } catch (error) {
      expect(error).toMatchObject({ name: 'OrderTransitionError', state: 'staged', event: 'fill-rest' })
    }
  })
})

describe('on its way out', () => {
  test('an order passes approval and journal before it is sent', () => {
    expect(after('staged', 'approve', 'journal', 'send')).toBe('sent')
    const into = (state: OrderState) => ORDER_STATES.filter((from) => nextOf(from).includes(state))
    expect(into('approved')).toEqual(['staged'])
    expect(into('journaled')).toEqual(['approved'])
    expect(into('sent')).toEqual(['journaled'])
  })

  test('no way leads from the broker back to before it, so nothing is sent twice', () => {
    for (const state of ORDER_STATES) {
      if (['staged', 'approved', 'journaled'].includes(state)) continue
      const reached = reachableFrom(state)
      for (const before of ['staged', 'approved', 'journaled', 'sent'] as const) {
        expect(reached.has(before), `${state} → ${before}`).toBe(false)
      }
    }
  })

  test('a staged order is edited, declined, refused, withdrawn or left to expire', () => {
    expect(after('staged', 'edit')).toBe('staged')
    expect(after('staged', 'decline')).toBe('rejected')
    expect(after('staged', 'refuse')).toBe('rejected')
    expect(after('staged', 'request-cancel')).toBe('cancelled')
    expect(after('staged', 'expire')).toBe('expired')
  })

  test('a second approval of the same order is refused', () => {
    expect(() => after('staged', 'approve', 'approve')).toThrow(OrderTransitionError)
    expect(() => after('staged', 'approve', 'journal', 'approve')).toThrow(OrderTransitionError)
  })

  test('an expired order cannot be approved', () => {
    expect(() => after('staged', 'expire', 'approve')).toThrow(OrderTransitionError)
  })
})

describe('at the broker', () => {
  test('it is acknowledged, filled in parts and filled', () => {
    expect(after('sent', 'acknowledge')).toBe('acknowledged')
    expect(after('sent', 'hold', 'acknowledge', 'fill-part')).toBe('partially-filled')
    expect(after('sent', 'acknowledge', 'fill-part', 'acknowledge-rest', 'fill-part', 'fill-rest')).toBe('filled')
  })

  test('it may fill before it is acknowledged', () => {
    expect(after('sent', 'fill-rest', 'fill-rest')).toBe('filled')
  })

  test('a refused order is announced twice and stays refused', () => {
    expect(after('sent', 'reject', 'deactivate', 'confirm-cancel')).toBe('rejected')
  })

  test('a cancel is confirmed, after a partial fill too', () => {
    expect(after('acknowledged', 'request-cancel', 'confirm-cancel')).toBe('cancelled')
    expect(after('acknowledged', 'request-cancel', 'fill-part', 'confirm-cancel-of-rest')).toBe(
      'cancelled-after-partial',
    )
  })

  test('a cancel that is refused leaves the order where the broker says it is', () => {
    expect(after('acknowledged', 'request-cancel', 'reject-cancel')).toBe('cancel-rejected')
    expect(after('cancel-rejected', 'acknowledge')).toBe('acknowledged')
    expect(after('cancel-rejected', 'fill-rest')).toBe('filled')
    expect(after('cancel-rejected', 'request-cancel')).toBe('pending-cancel')
  })

  test('a change is taken or refused, and the original lives', () => {
    expect(after('acknowledged', 'request-modify', 'acknowledge')).toBe('acknowledged')
    expect(after('partially-filled', 'request-modify', 'acknowledge-rest')).toBe('partially-filled')
    expect(after('acknowledged', 'request-modify', 'reject-modify')).toBe('modify-rejected')
    expect(after('modify-rejected', 'fill-rest')).toBe('filled')
  })

  test('no answer makes it unknown, and any answer resolves that', () => {
    expect(after('sent', 'lose-contact')).toBe('unknown')
    expect(after('journaled', 'lose-contact', 'find-absent')).toBe('expired')
    expect(after('unknown', 'acknowledge')).toBe('acknowledged')
    expect(after('unknown', 'fill-part', 'acknowledge-rest')).toBe('partially-filled')
    expect(after('unknown', 'fill-rest')).toBe('filled')
    expect(after('unknown', 'reject')).toBe('rejected')
  })

  test('a partial fill alone does not say that the rest still works', () => {
    expect(after('unknown', 'fill-part')).toBe('unknown')
  })
})

describe('an order that is over', () => {
  test.each(['cancelled', 'expired', 'inactive'] as const)('may be filled late when it is %s', (state) => {
    expect(after(state, 'fill-part')).toBe('cancelled-after-partial')
    expect(after(state, 'confirm-cancel-of-rest')).toBe('cancelled-after-partial')
    expect(after(state, 'fill-rest')).toBe('filled')
  })

  test('may be filled late after a partial cancel', () => {
    expect(after('cancelled-after-partial', 'fill-part', 'fill-rest')).toBe('filled')
  })

  test('may be corrected', () => {
    expect(after('filled', 'correct-to-full')).toBe('filled')
    expect(after('filled', 'correct-to-part')).toBe('cancelled-after-partial')
    expect(after('filled', 'correct-to-none')).toBe('cancelled')
    expect(after('cancelled-after-partial', 'correct-to-full')).toBe('filled')
  })

  test('never works again, and leaves its state only by late fills and corrections', () => {
    const late: readonly string[] = ['fill-part', 'fill-rest', 'confirm-cancel-of-rest']
    for (const state of OVER) {
      for (const [event, next] of Object.entries(ORDER_TRANSITIONS[state])) {
        expect(isOver(next), `${state} → ${next}`).toBe(true)
        if (next !== state)
          expect(late.includes(event) || event.startsWith('correct-'), `${state}: ${event}`).toBe(true)
      }
    }
  })

  test('that was rejected is never filled', () => {
    expect(() => transition('rejected', 'fill-rest')).toThrow(OrderTransitionError)
  })
})

describe('an order that is not over', () => {
  test.each(NOT_OVER)('can be cancelled when it is %s', (state) => {
    expect(['pending-cancel', 'cancelled']).toContain(transition(state, 'request-cancel'))
  })

  test.each(NOT_OVER)('ends one way or another from %s', (state) => {
    expect([...reachableFrom(state)].some(isOver)).toBe(true)
  })
})

describe('whatever a broker does', () => {
  const TOTAL = 3

  interface Model {
    state: OrderState
    filled: number
    /** At the broker's end. */
    alive: boolean
    cancels: number
    changes: number
  }

  type Step = (model: Model, pick: number) => OrderEvent | null

  const statusOf = ({ filled }: Model, none: OrderEvent, part: OrderEvent): OrderEvent => (filled === 0 ? none : part)
  const end = (model: Model, event: OrderEvent): OrderEvent => {
    model.alive = false
    return event
  }

  const STEPS: readonly Step[] = [
    // A fill, late ones included.
    (model, pick) => {
      if (model.filled === TOTAL) return null
      model.filled += 1 + (pick % (TOTAL - model.filled))
      return model.filled === TOTAL ? end(model, 'fill-rest') : 'fill-part'
    },
    (model) => (model.alive ? statusOf(model, 'acknowledge', 'acknowledge-rest') : null),
    (model) => (model.alive && model.filled === 0 ? 'hold' : null),
    (model) =>
      model.filled === TOTAL ? null : end(model, statusOf(model, 'confirm-cancel', 'confirm-cancel-of-rest')),
    (model) => (model.alive && model.filled === 0 ? end(model, 'expire') : null),
    (model) => (model.alive && model.filled === 0 ? end(model, 'deactivate') : null),
    (model) => {
      if (isOver(model.state)) return null
      model.cancels += 1
      return 'request-cancel'
    },
    (model) => {
      if (!('request-modify' in ORDER_TRANSITIONS[model.state])) return null
      model.changes += 1
      return 'request-modify'
    },
    (model) => {
      if (model.cancels === 0) return null
      model.cancels -= 1
      return 'reject-cancel'
    },
    (model) => {
      if (model.changes === 0) return null
      model.changes -= 1
      return 'reject-modify'
    },
    (model) => (isOver(model.state) ? null : 'lose-contact'),
    // A correction of what is filled.
    (model, pick) => {
      if (model.filled === 0) return null
      model.filled = pick % (TOTAL + 1)
      if (model.filled === TOTAL) return end(model, 'correct-to-full')
      return statusOf(model, 'correct-to-none', 'correct-to-part')
    },
  ]

  const walk = fc.array(fc.tuple(fc.nat({ max: STEPS.length - 1 }), fc.nat({ max: 11 })), {
    minLength: 10,
    maxLength: 60,
    size: 'max',
  })

  test('the table has a row for it, and the state agrees with what is filled and whether it lives', () => {
    fc.assert(
      fc.property(walk, (steps) => {
        const model: Model = { state: 'sent', filled: 0, alive: true, cancels: 0, changes: 0 }
        for (const [which, pick] of steps) {
          const event = STEPS[which]?.(model, pick) ?? null
          if (event === null) continue
          model.state = transition(model.state, event)
          expect(isOver(model.state)).toBe(!model.alive)
          if (!isOver(model.state)) continue
          const ended = model.filled === TOTAL ? ['filled'] : ['cancelled-after-partial']
          expect(model.filled === 0 ? ['cancelled', 'expired', 'inactive'] : ended).toContain(model.state)
        }
      }),
      { seed: 20_240_102, numRuns: 3_000 },
    )
  })
})
