import { z } from 'zod'
import type { StreamMessage } from '../../../src-main/session/cockpit-service.ts'
import {
  applyLog,
  applySeries,
  applyTable,
  applyValue,
  type LogDelta,
  type LogState,
  type SeriesDelta,
  type SeriesState,
  type TableDelta,
  type TableState,
  type ValueDelta,
} from '../../../src-shared/contract/streams.ts'
import { parseTopic, TOPICS, type TopicId, type TopicName } from '../../../src-shared/contract/topics.ts'

type Item = Readonly<Record<string, unknown>>

const nameOf = (topic: TopicId): TopicName => {
  const address = parseTopic(topic)
  if (!address.ok) throw new Error(address.error)
  return address.value.name
}

/** Rows are named by a field of theirs. */
const keyOf = (name: TopicName) => (row: Item) => {
  const definition = TOPICS[name]
  if (!('rowKey' in definition)) throw new Error(`${name} is no table`)
  return String(row[definition.rowKey])
}

/** The state after a delta, by the rule of the topic's shape. */
function applied(topic: TopicId, state: unknown, delta: unknown): unknown {
  const name = nameOf(topic)
  switch (TOPICS[name].shape) {
    case 'value':
      return applyValue(state as Item, delta as ValueDelta<Item>)
    case 'table':
      return applyTable(state as TableState<Item>, delta as TableDelta<Item>, keyOf(name))
    case 'log':
      return applyLog(state as LogState<Item>, delta as LogDelta<Item>)
    case 'series':
      return applySeries(state as SeriesState<Item & { start: number }>, delta as SeriesDelta<Item & { start: number }>)
  }
}

/** What a snapshot, and what a delta of a topic may hold: nothing but the contract's items and fields. */
const schemas = new Map<TopicName, { readonly snapshot: z.ZodType; readonly delta: z.ZodType }>()

function schemasOf(name: TopicName): { readonly snapshot: z.ZodType; readonly delta: z.ZodType } {
  const known = schemas.get(name)
  if (known !== undefined) return known
  const { shape, item } = TOPICS[name]
  const some = item.partial()
  const made = {
    value: { snapshot: item, delta: some },
    table: {
      snapshot: z.strictObject({ rows: z.array(item) }),
      delta: z.strictObject({
        set: z.array(item).exactOptional(),
        patch: z.array(z.tuple([z.string(), some])).exactOptional(),
        gone: z.array(z.string()).exactOptional(),
      }),
    },
    log: { snapshot: z.strictObject({ lines: z.array(item) }), delta: z.strictObject({ add: z.array(item) }) },
    series: { snapshot: z.strictObject({ items: z.array(item) }), delta: z.strictObject({ items: z.array(item) }) },
  }[shape]
  schemas.set(name, made)
  return made
}

/** @throws ZodError for a message that is not the contract's */
export function parseMessage(message: StreamMessage): void {
  const sent: unknown = JSON.parse(JSON.stringify(message))
  if (message.type === 'no-topic' || typeof sent !== 'object' || sent === null) return
  const { snapshot, delta } = schemasOf(nameOf(message.topic))
  if (message.type === 'snapshot') snapshot.parse('state' in sent ? sent.state : undefined)
  else delta.parse('delta' in sent ? sent.delta : undefined)
}

/** What a window would have made of a topic's messages. */
export class Mirror {
  readonly topic: TopicId
  epoch = ''
  seq = -1
  state: unknown = null
  ended: string | null = null
  messages = 0
  /** Messages that did not follow from the one before. */
  readonly gaps: string[] = []

  constructor(topic: TopicId) {
    this.topic = topic
  }

  readonly take = (message: StreamMessage): void => {
    this.messages++
    if (message.type === 'no-topic') {
      this.ended = message.error.code
      return
    }
    const { epoch, seq } = message
    // As it comes off a wire.
    if (message.type === 'snapshot') this.state = JSON.parse(JSON.stringify(message.state))
    else {
      if (epoch !== this.epoch || seq !== this.seq + 1) this.gaps.push(`${this.epoch} ${this.seq} then ${epoch} ${seq}`)
      this.state = applied(this.topic, this.state, JSON.parse(JSON.stringify(message.delta)))
    }
    this.epoch = epoch
    this.seq = seq
  }
}
