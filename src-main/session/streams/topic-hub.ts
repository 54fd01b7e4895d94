import type { ContractError } from '../../../src-shared/contract/messages.ts'
import type { TopicId } from '../../../src-shared/contract/topics.ts'
import type { Following, StreamMessage } from '../cockpit-service.ts'

/** When changes are asked for: right after something happened, or with the batch of prices. */
export type Occasion = 'event' | 'batch'

/** What a followed topic is made from. It is built for its first follower and dropped after its last. */
export interface TopicSource {
  /** The whole state as it was at the last `changes`, or when it was built. */
  snapshot(): unknown
  /** What has changed since then; null when nothing that this occasion sends. */
  changes(occasion: Occasion): unknown
}

/** Builds the source of a topic as things stand now; null when there is nothing under this name. */
export type BuildSource = (topic: TopicId) => TopicSource | null

type Listener = (message: StreamMessage) => void

interface Follower {
  readonly listener: Listener
  /** It missed something: a snapshot instead of further deltas, with the next batch. */
  behind: boolean
}

const noTopic = (topic: TopicId): ContractError => ({ code: 'unknown-topic', message: `There is no topic ${topic}.` })

interface LiveTopic {
  readonly id: TopicId
  readonly followers: Set<Follower>
  source: TopicSource
  seq: number
}

/** Topics that somebody follows: snapshots, numbered deltas, and a new beginning with each epoch. */
export class TopicHub {
  private readonly topics = new Map<TopicId, LiveTopic>()
  private epoch = ''
  private build: BuildSource = () => null
  private gone: (topic: TopicId) => ContractError = noTopic
  /** No topic of this epoch has had a higher number: one that is followed again goes on above it. */
  private highest = 0

  get followed(): boolean {
    return this.topics.size > 0
  }

  /** A new epoch: every follower gets its topic anew, or hears that it is gone. */
  begin(epoch: string, build: BuildSource, gone: (topic: TopicId) => ContractError): void {
    this.epoch = epoch
    this.build = build
    this.gone = gone
    this.highest = 0
    for (const topic of [...this.topics.values()]) {
      const source = build(topic.id)
      topic.seq = 0
      if (source === null) this.end(topic, gone(topic.id))
      else {
        topic.source = source
        this.sendSnapshot(topic, [...topic.followers])
      }
    }
  }

  /** @returns null when there is no such topic. The snapshot comes before this returns. */
  follow(id: TopicId, listener: Listener): Following | null {
    let topic = this.topics.get(id)
    if (topic === undefined) {
      const source = this.build(id)
      if (source === null) return null
      topic = { id, followers: new Set(), source, seq: this.highest }
      this.topics.set(id, topic)
    } else {
      // Whoever comes later begins where the others stand.
      this.advance(topic, 'batch')
    }
    const follower: Follower = { listener, behind: false }
    topic.followers.add(follower)
    this.sendSnapshot(topic, [follower])
    return {
      resend: () => {
        follower.behind = true
      },
      stop: () => this.stop(id, follower),
    }
  }

  /** Sends what has changed to who follows it. */
  publish(occasion: Occasion): void {
    for (const topic of [...this.topics.values()]) {
      this.advance(topic, occasion)
      if (occasion !== 'batch') continue
      const behind = [...topic.followers].filter((follower) => follower.behind)
      if (behind.length > 0) this.sendSnapshot(topic, behind)
    }
  }

  /** Sends what has changed in one topic, if anybody follows it. */
  publishOne(id: TopicId, occasion: Occasion): void {
    const topic = this.topics.get(id)
    if (topic !== undefined) this.advance(topic, occasion)
  }

  /** Ends topics that have nothing under their names any more. */
  endWhere(isOver: (id: TopicId) => boolean): void {
    for (const topic of [...this.topics.values()]) if (isOver(topic.id)) this.end(topic, this.gone(topic.id))
  }

  private advance(topic: LiveTopic, occasion: Occasion): void {
    const delta = topic.source.changes(occasion)
    if (delta === null) return
    topic.seq++
    const message: StreamMessage = { type: 'delta', topic: topic.id, epoch: this.epoch, seq: topic.seq, delta }
    for (const { listener, behind } of [...topic.followers]) if (!behind) listener(message)
  }

  private sendSnapshot({ id, seq, source }: LiveTopic, followers: readonly Follower[]): void {
    const message: StreamMessage = { type: 'snapshot', topic: id, epoch: this.epoch, seq, state: source.snapshot() }
    for (const follower of followers) {
      follower.behind = false
      follower.listener(message)
    }
  }

  private end(topic: LiveTopic, error: ContractError): void {
    this.forget(topic)
    for (const { listener } of [...topic.followers]) listener({ type: 'no-topic', topic: topic.id, error })
  }

  private stop(id: TopicId, follower: Follower): void {
    const topic = this.topics.get(id)
    if (topic === undefined || !topic.followers.delete(follower) || topic.followers.size > 0) return
    this.forget(topic)
  }

  private forget({ id, seq }: LiveTopic): void {
    this.highest = Math.max(this.highest, seq)
    this.topics.delete(id)
  }
}
