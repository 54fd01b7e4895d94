import { z } from 'zod'
import { applyTable, applyValue, type TableDelta } from '../../../src-shared/contract/streams.ts'
import { TOPICS, type TopicNamesOf, type TopicState } from '../../../src-shared/contract/topics.ts'

/** A topic that commands read as a whole. */
export type ReadableTopic = Extract<
  TopicNamesOf<'value' | 'table'>,
  'status' | 'gateway' | 'arming' | 'reconciliation' | 'watchlist' | 'cards' | 'orders' | 'positions'
>

/** What has come of a topic: its snapshot, and the changes since. */
export interface FollowedTopic {
  readonly epoch: string
  readonly seq: number
  readonly snapshot: unknown
  readonly deltas: readonly unknown[]
}

const STATES: { readonly [Name in ReadableTopic]: z.ZodType<TopicState<Name>> } = {
  status: TOPICS.status.item,
  gateway: TOPICS.gateway.item,
  arming: TOPICS.arming.item,
  reconciliation: TOPICS.reconciliation.item,
  watchlist: z.object({ rows: z.array(TOPICS.watchlist.item) }),
  cards: z.object({ rows: z.array(TOPICS.cards.item) }),
  orders: z.object({ rows: z.array(TOPICS.orders.item) }),
  positions: z.object({ rows: z.array(TOPICS.positions.item) }),
}

const objectSchema = z.record(z.string(), z.unknown())
type Row = Readonly<Record<string, unknown>>
const tableSchema = z.object({ rows: z.array(objectSchema) })
const tableDeltaSchema: z.ZodType<TableDelta<Row>> = z.object({
  set: z.array(objectSchema).exactOptional(),
  patch: z.array(z.tuple([z.string(), objectSchema])).exactOptional(),
  gone: z.array(z.string()).exactOptional(),
})

/** The topic's state as it stands. @throws ZodError when it is not of the contract: a mistake of ours */
export function stateAfter<Name extends ReadableTopic>(topic: Name, followed: FollowedTopic): TopicState<Name> {
  return STATES[topic].parse(followed.deltas.reduce((state, delta) => applied(topic, state, delta), followed.snapshot))
}

function applied(topic: ReadableTopic, state: unknown, delta: unknown): unknown {
  const entry = TOPICS[topic]
  if (entry.shape === 'value') return applyValue(objectSchema.parse(state), objectSchema.parse(delta))
  return applyTable(tableSchema.parse(state), tableDeltaSchema.parse(delta), (row) => String(row[entry.rowKey]))
}
