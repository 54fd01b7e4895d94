import type { ClientMessage, ContractError, ServerMessage } from '../../src-shared/contract/messages.ts'
import type { TopicId } from '../../src-shared/contract/topic-ids.ts'
import type { TopicDelta, TopicName, TopicState } from '../../src-shared/contract/topics.ts'
import type { Disposer } from './transport.ts'

/** What becomes of a topic's messages. */
export interface TopicHandlers<Name extends TopicName> {
  snapshot(state: TopicState<Name>): void
  delta(delta: TopicDelta<Name>): void
  /** Nothing more will come of it. */
  gone?(error: ContractError): void
}

type StreamMessage = Extract<ServerMessage, { type: 'snapshot' | 'delta' | 'no-topic' }>

interface Following {
  /** Where the topic stands; null until a snapshot has come. */
  at: { readonly epoch: string; readonly seq: number } | null
  /** The engine said that there is no such topic: as long as its session is the same. */
  gone: boolean
  hear(message: StreamMessage): void
}

/** The topics that are followed, each with the number of its last message, so that nothing missing goes unseen. */
export function createFollowings(send: (message: ClientMessage) => boolean) {
  const all = new Map<TopicId, Following>()
  let epoch = ''

  /** Asks for the whole state again; deltas of before do not count until it has come. */
  const startOver = (topic: TopicId, following: Following): void => {
    following.at = null
    following.gone = false
    send({ type: 'unsubscribe', topic })
    send({ type: 'subscribe', topic })
  }

  /** Another session may have what the one before had not. */
  const askForGone = (wanted: (topic: TopicId) => boolean): void => {
    for (const [topic, following] of all) if (following.gone && wanted(topic)) startOver(topic, following)
  }

  return {
    follow: <Name extends TopicName>(topic: TopicId, handlers: TopicHandlers<Name>, connected: boolean): Disposer => {
      const following: Following = {
        at: null,
        gone: false,
        hear: (message) => {
          if (message.type === 'no-topic') handlers.gone?.(message.error)
          else if (message.type === 'snapshot') handlers.snapshot(message.state as TopicState<Name>)
          else handlers.delta(message.delta as TopicDelta<Name>)
        },
      }
      if (all.has(topic)) throw new Error(`${topic} is followed already`)
      all.set(topic, following)
      if (connected) send({ type: 'subscribe', topic })
      return () => {
        if (all.get(topic) !== following) return
        all.delete(topic)
        send({ type: 'unsubscribe', topic })
      }
    },
    hear: (message: StreamMessage): void => {
      const following = all.get(message.topic)
      if (following === undefined) return
      if (message.type === 'delta') {
        const { at } = following
        if (at === null) return
        if (message.epoch !== at.epoch || message.seq !== at.seq + 1) {
          startOver(message.topic, following)
          return
        }
      }
      following.gone = message.type === 'no-topic'
      following.at = message.type === 'no-topic' ? null : { epoch: message.epoch, seq: message.seq }
      following.hear(message)
      if (message.type === 'no-topic' || message.epoch === epoch) return
      epoch = message.epoch
      askForGone(() => true)
    },
    subscribeAll: (): void => {
      for (const [topic, following] of all) {
        following.at = null
        following.gone = false
        send({ type: 'subscribe', topic })
      }
    },
    /** Asks again for what every session has: the engine had none yet. */
    askAgain: (): void => askForGone((topic) => !topic.includes('/')),
    lose: (): void => {
      for (const following of all.values()) following.at = null
    },
  }
}
