import type { ContractError } from '../../../src-shared/contract/messages.ts'
import { CONNECTION_LIMITS } from '../../../src-shared/contract/protocol.ts'
import type { TopicId } from '../../../src-shared/contract/topic-ids.ts'
import type { Result } from '../../../src-shared/domain/result.ts'
import type { CockpitService, Following, StreamMessage } from '../../session/cockpit-service.ts'

/** Where the messages of topics go. */
interface Outlet {
  /** Whether so much waits already that state had better be sent whole later. */
  isBehind(): boolean
  send(text: string): void
}

interface Subscription {
  /** Null until `follow` has returned. */
  following: Following | null
  /** Something of it was not sent: only a snapshot helps. */
  missed: boolean
  over: boolean
}

/** Messages go to several windows: each is written once. */
const written = new WeakMap<StreamMessage, string>()
function write(message: StreamMessage): string {
  const known = written.get(message)
  if (known !== undefined) return known
  const text = JSON.stringify(message)
  written.set(message, text)
  return text
}

/** What one connection follows. A connection that does not read is sent no deltas: it gets snapshots once it reads again. */
export class Subscriptions {
  private readonly byTopic = new Map<TopicId, Subscription>()
  private readonly service: CockpitService
  private readonly outlet: Outlet

  constructor(service: CockpitService, outlet: Outlet) {
    this.service = service
    this.outlet = outlet
  }

  /** Follows a topic; of one that is followed already the whole state is sent again. */
  follow(topic: TopicId): Result<null, ContractError | 'too-many'> {
    const known = this.byTopic.get(topic)
    if (known !== undefined) {
      known.following?.resend()
      return { ok: true, value: null }
    }
    if (this.byTopic.size >= CONNECTION_LIMITS.subscriptions) return { ok: false, error: 'too-many' }
    const subscription: Subscription = { following: null, missed: false, over: false }
    this.byTopic.set(topic, subscription)
    const followed = this.service.follow(topic, (message) => this.pass(topic, subscription, message))
    if (!followed.ok) {
      this.drop(topic, subscription)
      return followed
    }
    // It may have ended while it was being made, by its first message or with the connection.
    if (subscription.over) followed.value.stop()
    else subscription.following = followed.value
    return { ok: true, value: null }
  }

  unfollow(topic: TopicId): void {
    const subscription = this.byTopic.get(topic)
    if (subscription !== undefined) this.drop(topic, subscription)
  }

  /** Has what was missed sent again. Call it once the other end reads. */
  catchUp(): void {
    for (const subscription of this.byTopic.values()) {
      if (!subscription.missed) continue
      subscription.missed = false
      subscription.following?.resend()
    }
  }

  /** Whether something was held back and not made good yet. */
  get missing(): boolean {
    for (const { missed } of this.byTopic.values()) if (missed) return true
    return false
  }

  stop(): void {
    for (const [topic, subscription] of [...this.byTopic]) this.drop(topic, subscription)
  }

  private drop(topic: TopicId, subscription: Subscription): void {
    subscription.over = true
    this.byTopic.delete(topic)
    subscription.following?.stop()
  }

  private pass(topic: TopicId, subscription: Subscription, message: StreamMessage): void {
    if (subscription.over) return
    if (message.type === 'no-topic') {
      this.drop(topic, subscription)
      this.outlet.send(write(message))
    } else if (subscription.missed && message.type === 'delta') {
      // Its place in the numbering is lost until the snapshot comes.
    } else if (this.outlet.isBehind()) {
      subscription.missed = true
    } else {
      subscription.missed = false
      this.outlet.send(write(message))
    }
  }
}
