import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyTable, type TableDelta, type TableState } from '../../../../src-shared/contract/streams.ts'
import { createLine } from './scripted-line.ts'

interface Row {
  readonly key: string
  readonly value: number
}
const keyOf = ({ key }: Row): string => key

/** What happens on the engine's side, and whether the message of it is lost on the way. */
const happening = fc.oneof(
  fc.record({
    kind: fc.constant('change' as const),
    key: fc.constantFrom('a', 'b', 'c'),
    value: fc.nat(9),
    lost: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('gone' as const), key: fc.constantFrom('a', 'b', 'c'), lost: fc.boolean() }),
  fc.record({ kind: fc.constant('restart' as const), lost: fc.boolean() }),
  fc.record({ kind: fc.constant('reconnect' as const) }),
)

test('whatever is lost on the way, the window ends with the engine’s state once something arrives again', () => {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 40 }), (happenings) => {
      const line = createLine()
      let truth: TableState<Row> = { rows: [] }
      let seen: TableState<Row> = { rows: [] }
      let epoch = 1
      let seq = 0
      const sendSnapshot = (): void =>
        line.say({ type: 'snapshot', topic: 'cards', epoch: `${epoch}`, seq, state: truth })
      const answerSubscriptions = (): void => {
        if (line.taken().some(({ type }) => type === 'subscribe')) sendSnapshot()
      }
      const sendDelta = (delta: TableDelta<Row>, lost: boolean): void => {
        truth = applyTable(truth, delta, keyOf)
        seq += 1
        if (!lost) line.say({ type: 'delta', topic: 'cards', epoch: `${epoch}`, seq, delta })
        answerSubscriptions()
      }
      line.client.follow('cards', 'cards', {
        snapshot: (state: TableState<unknown>) => {
          seen = state as TableState<Row>
        },
        delta: (delta: TableDelta<unknown>) => {
          seen = applyTable(seen, delta as TableDelta<Row>, keyOf)
        },
      })
      line.connect()
      answerSubscriptions()
      for (const each of happenings) {
        if (each.kind === 'change') sendDelta({ set: [{ key: each.key, value: each.value }] }, each.lost)
        else if (each.kind === 'gone') sendDelta({ gone: [each.key] }, each.lost)
        else if (each.kind === 'restart') {
          epoch += 1
          seq = 0
          truth = { rows: [] }
          if (!each.lost) sendSnapshot()
        } else {
          line.setOpen(false)
          line.connect()
          answerSubscriptions()
        }
      }
      sendDelta({ set: [{ key: 'last', value: 1 }] }, false)
      expect(seen).toEqual(truth)
    }),
    { numRuns: 300 },
  )
})
