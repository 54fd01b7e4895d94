import { randomUUID } from 'node:crypto'
import type { Command, CommandDone } from '../../../src-shared/contract/commands.ts'
import type { ClientMessage, ContractError } from '../../../src-shared/contract/messages.ts'
import { HEARTBEAT_MS, PROTOCOL_VERSION } from '../../../src-shared/contract/protocol.ts'
import type { TopicState } from '../../../src-shared/contract/topics.ts'
import type { Result } from '../../../src-shared/domain/result.ts'
import { type Answer, readAnswer } from './answers.ts'
import { type FollowedTopic, type ReadableTopic, stateAfter } from './topic-states.ts'

/** The way to a cockpit, whatever carries it: one message of the contract a text. */
export interface Channel {
  send(text: string): void
  /** What came before is kept until somebody listens. */
  onText(listener: (text: string) => void): void
  /** Called once, also when it has ended before. */
  onEnd(listener: () => void): void
  close(): void
}

/** The cockpit has ended the connection, or does not answer: whether what was asked has been done is not known. */
export class CockpitGone extends Error {
  override readonly name = 'CockpitGone'
}

/** The contract with one cockpit, from a command's end. */
export interface ContractClient {
  /** @throws CockpitGone in words when no answer comes in time: whether it was done is not known then */
  command(command: Command, patienceMs?: number): Promise<Result<CommandDone, ContractError>>
  /** The present state of a topic. @throws CockpitGone in words when no answer comes in time */
  read<Name extends ReadableTopic>(topic: Name): Promise<Result<TopicState<Name>, ContractError>>
  /**
   * Tells of a topic's state now and whenever it has changed. A topic that is not there yet is asked for again.
   * @returns the disposer
   */
  follow<Name extends ReadableTopic>(topic: Name, listener: (state: TopicState<Name>) => void): () => void
  /** Resolves with a sentence when the cockpit has ended the connection; never after `close`. */
  readonly ended: Promise<string>
  close(): void
}

type Answered = Extract<Answer, { type: 'done' | 'refused' }>

const SILENT = 'The cockpit does not answer.'
const ENDED = 'The cockpit has ended the connection.'
/** Between two attempts to follow what is not there yet, ms. */
const AGAIN_MS = 250

interface Waiting {
  readonly answer: (answer: Answered) => void
  readonly fail: (error: Error) => void
}

interface Follower {
  readonly topic: ReadableTopic
  readonly take: (topic: FollowedTopic) => void
  readonly refused: (error: ContractError) => void
  /** The connection has ended. */
  readonly fail: (error: Error) => void
}

/**
 * Says hello over a channel.
 * @param patienceMs for the welcome, and by default for every answer
 * @throws CockpitGone in words when it is not welcomed
 */
export async function greet(
  channel: Channel,
  wants: 'controller' | 'viewer',
  patienceMs: number,
): Promise<ContractClient> {
  const client = new Client(channel, patienceMs)
  await client.hello(wants)
  return client
}

class Client implements ContractClient {
  readonly ended: Promise<string>
  private readonly channel: Channel
  private readonly patienceMs: number
  private readonly waiting = new Map<string, Waiting>()
  private readonly followers = new Set<Follower>()
  private readonly topics = new Map<string, FollowedTopic>()
  private readonly timers = new Set<NodeJS.Timeout>()
  private end: (why: string) => void = () => {}
  private over: string | null = null
  private welcome: Waiting | null = null

  constructor(channel: Channel, patienceMs: number) {
    this.channel = channel
    this.patienceMs = patienceMs
    this.ended = new Promise((resolve) => {
      this.end = resolve
    })
    channel.onText((text) => this.take(text))
    channel.onEnd(() => this.stop(ENDED))
  }

  async hello(wants: 'controller' | 'viewer'): Promise<void> {
    await this.answered(this.patienceMs, (waiting) => {
      this.welcome = waiting
      this.say({ type: 'hello', protocol: PROTOCOL_VERSION, wants })
    })
    if (wants === 'controller') {
      const beat = setInterval(() => this.say({ type: 'heartbeat' }), HEARTBEAT_MS)
      this.timers.add(beat)
    }
  }

  async command(command: Command, patienceMs = this.patienceMs): Promise<Result<CommandDone, ContractError>> {
    const id = randomUUID()
    try {
      const answer = await this.answered(patienceMs, (waiting) => {
        this.waiting.set(id, waiting)
        this.say({ type: 'command', id, command })
      })
      return answer.type === 'done' ? { ok: true, value: answer.value } : { ok: false, error: answer.error }
    } finally {
      this.waiting.delete(id)
    }
  }

  async read<Name extends ReadableTopic>(topic: Name): Promise<Result<TopicState<Name>, ContractError>> {
    if (this.over !== null) throw new CockpitGone(this.over)
    const { promise, resolve, reject } = Promise.withResolvers<Result<TopicState<Name>, ContractError>>()
    const timer = this.later(this.patienceMs, () => reject(new CockpitGone(SILENT)))
    const stop = this.add({
      topic,
      take: (followed) => resolve({ ok: true, value: stateAfter(topic, followed) }),
      refused: (error) => resolve({ ok: false, error }),
      fail: reject,
    })
    try {
      return await promise
    } finally {
      this.forget(timer)
      stop()
    }
  }

  follow<Name extends ReadableTopic>(topic: Name, listener: (state: TopicState<Name>) => void): () => void {
    let again: NodeJS.Timeout | null = null
    const stop = this.add({
      topic,
      take: (followed) => listener(stateAfter(topic, followed)),
      refused: () => {
        again = this.later(AGAIN_MS, () => this.subscribe(topic))
      },
      fail: () => {},
    })
    return () => {
      if (again !== null) this.forget(again)
      stop()
    }
  }

  close(): void {
    this.end = () => {}
    this.stop(ENDED)
    this.channel.close()
  }

  private say(message: ClientMessage): void {
    if (this.over === null) this.channel.send(JSON.stringify(message))
  }

  private answered(patienceMs: number, ask: (waiting: Waiting) => void): Promise<Answered> {
    return new Promise((resolve, reject) => {
      if (this.over !== null) {
        reject(new CockpitGone(this.over))
        return
      }
      const timer = this.later(patienceMs, () => reject(new CockpitGone(SILENT)))
      ask({
        answer: (answer) => {
          this.forget(timer)
          resolve(answer)
        },
        fail: (error) => {
          this.forget(timer)
          reject(error)
        },
      })
    })
  }

  private add(follower: Follower): () => void {
    this.followers.add(follower)
    const known = this.topics.get(follower.topic)
    if (known === undefined) this.subscribe(follower.topic)
    else queueMicrotask(() => this.followers.has(follower) && follower.take(known))
    return () => {
      if (!this.followers.delete(follower)) return
      if ([...this.followers].some(({ topic }) => topic === follower.topic)) return
      this.topics.delete(follower.topic)
      this.say({ type: 'unsubscribe', topic: follower.topic })
    }
  }

  private subscribe(topic: ReadableTopic): void {
    this.say({ type: 'subscribe', topic })
  }

  private take(text: string): void {
    const answer = readAnswer(text)
    switch (answer?.type) {
      case undefined:
        return
      case 'welcome':
        this.welcome?.answer({ type: 'done', id: '', value: { orders: [] } })
        return
      case 'done':
      case 'refused':
        this.waiting.get(answer.id)?.answer(answer)
        return
      case 'snapshot':
        this.changed(answer.topic, { epoch: answer.epoch, seq: answer.seq, snapshot: answer.state, deltas: [] })
        return
      case 'delta':
        this.takeDelta(answer)
        return
      case 'no-topic':
        for (const follower of [...this.followers]) {
          if (follower.topic === answer.topic) follower.refused(answer.error)
        }
        return
      case 'goodbye':
        this.stop(answer.error.message)
    }
  }

  private takeDelta({ topic, epoch, seq, delta }: Extract<Answer, { type: 'delta' }>): void {
    const known = this.topics.get(topic)
    if (known === undefined) return
    if (known.epoch === epoch && seq === known.seq + 1) {
      this.changed(topic, { ...known, seq, deltas: [...known.deltas, delta] })
      return
    }
    // Something is missing: only the whole helps.
    const follower = [...this.followers].find((each) => each.topic === topic)
    if (follower !== undefined) this.subscribe(follower.topic)
  }

  private changed(topic: string, followed: FollowedTopic): void {
    const followers = [...this.followers].filter((each) => each.topic === topic)
    const [first] = followers
    if (first === undefined) return
    let settled: FollowedTopic
    try {
      settled = { ...followed, snapshot: stateAfter(first.topic, followed), deltas: [] }
    } catch {
      this.stop(`What the cockpit says of its ${first.topic} cannot be read.`)
      return
    }
    this.topics.set(topic, settled)
    for (const follower of followers) if (this.followers.has(follower)) follower.take(settled)
  }

  private stop(why: string): void {
    if (this.over !== null) return
    this.over = why
    for (const timer of this.timers) clearTimeout(timer)
    this.timers.clear()
    const failed = new CockpitGone(why)
    for (const { fail } of [...this.followers]) fail(failed)
    this.followers.clear()
    this.welcome?.fail(failed)
    for (const { fail } of [...this.waiting.values()]) fail(failed)
    this.end(why)
  }

  private later(ms: number, run: () => void): NodeJS.Timeout {
    const timer = setTimeout(() => {
      this.timers.delete(timer)
      run()
    }, ms)
    this.timers.add(timer)
    return timer
  }

  private forget(timer: NodeJS.Timeout): void {
    clearTimeout(timer)
    this.timers.delete(timer)
  }
}
