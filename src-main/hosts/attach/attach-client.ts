import { randomUUID } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { z } from 'zod'
import type { Command, CommandDone } from '../../../src-shared/contract/commands.ts'
import { ERROR_CODES } from '../../../src-shared/contract/errors.ts'
import type { ClientMessage, ContractError } from '../../../src-shared/contract/messages.ts'
import { PROTOCOL_VERSION } from '../../../src-shared/contract/protocol.ts'
import { TOPICS, type TopicNamesOf, type TopicState } from '../../../src-shared/contract/topics.ts'
import type { Result } from '../../../src-shared/domain/result.ts'
import { type Greeting, greetingSchema } from './greeting.ts'
import { createLineSplitter } from './lines.ts'

/** How long a cockpit may take to answer one question, ms. */
const PATIENCE_MS = 5_000

/** A topic that can be read as a whole. */
type ReadableTopic = Extract<TopicNamesOf<'value' | 'table'>, 'status' | 'cards' | 'positions'>

/** A running cockpit, attached to. It only watches: what it may ask is what needs no control. */
export interface AttachedCockpit {
  readonly greeting: Greeting
  command(command: Command): Promise<Result<CommandDone, ContractError>>
  /** The present state of a topic. */
  read<Name extends ReadableTopic>(topic: Name): Promise<Result<TopicState<Name>, ContractError>>
  close(): void
}

/** `nobody`: no cockpit runs there. `failed`: one does, and it cannot be talked to. */
export interface AttachError {
  readonly code: 'nobody' | 'failed'
  readonly message: string
}

const errorSchema = z.object({ code: z.enum(ERROR_CODES), message: z.string() })
const outcomeSchema = z.object({
  ref: z.string(),
  refusal: z.object({ code: z.string(), message: z.string() }).nullable(),
})
/** Of the answers, those that are waited for; the rest is passed over. */
const answerSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('welcome') }),
  z.object({ type: z.literal('done'), id: z.string(), value: z.object({ orders: z.array(outcomeSchema) }) }),
  z.object({ type: z.literal('refused'), id: z.string(), error: errorSchema }),
  z.object({ type: z.literal('snapshot'), topic: z.string(), state: z.unknown() }),
  z.object({ type: z.literal('no-topic'), topic: z.string(), error: errorSchema }),
  z.object({ type: z.literal('goodbye'), error: errorSchema }),
])
type Answer = z.infer<typeof answerSchema>

const STATES: { readonly [Name in ReadableTopic]: z.ZodType<TopicState<Name>> } = {
  status: TOPICS.status.item,
  cards: z.object({ rows: z.array(TOPICS.cards.item) }),
  positions: z.object({ rows: z.array(TOPICS.positions.item) }),
}

/** Attaches to the cockpit that listens at an address. @param patienceMs for each answer */
export async function attachTo(
  address: string,
  patienceMs = PATIENCE_MS,
): Promise<Result<AttachedCockpit, AttachError>> {
  const socket = connect(address)
  const lines = new IncomingLines(socket, patienceMs)
  try {
    await connected(socket)
  } catch {
    socket.destroy()
    return { ok: false, error: { code: 'nobody', message: 'No cockpit is running there.' } }
  }
  const fail = (message: string): Result<never, AttachError> => {
    socket.destroy()
    return { ok: false, error: { code: 'failed', message } }
  }
  const say = (message: ClientMessage): void => void socket.write(`${JSON.stringify(message)}\n`)
  try {
    const greeting = greetingSchema.safeParse(JSON.parse(await lines.next()))
    if (!greeting.success) return fail('What answers there is no cockpit of this program.')
    const { protocol, app } = greeting.data
    if (protocol !== PROTOCOL_VERSION) return fail(`The running cockpit is of another version (${app}).`)
    say({ type: 'hello', protocol: PROTOCOL_VERSION, wants: 'viewer' })
    await lines.answer((answer) => answer.type === 'welcome')
    return { ok: true, value: attached(greeting.data, socket, lines, say) }
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error))
  }
}

function attached(
  greeting: Greeting,
  socket: Socket,
  lines: IncomingLines,
  say: (message: ClientMessage) => void,
): AttachedCockpit {
  return {
    greeting,
    async command(command) {
      const id = randomUUID()
      say({ type: 'command', id, command })
      const answer = await lines.answer((each) => 'id' in each && each.id === id)
      if (answer.type === 'done') return { ok: true, value: answer.value }
      if (answer.type === 'refused') return { ok: false, error: answer.error }
      throw new TypeError(`a command was answered by ${answer.type}`)
    },
    async read(topic) {
      say({ type: 'subscribe', topic })
      const answer = await lines.answer((each) => 'topic' in each && each.topic === topic)
      say({ type: 'unsubscribe', topic })
      if (answer.type === 'no-topic') return { ok: false, error: answer.error }
      if (answer.type !== 'snapshot') throw new TypeError(`a topic was answered by ${answer.type}`)
      return { ok: true, value: STATES[topic].parse(answer.state) }
    },
    close: () => void socket.destroy(),
  }
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
}

/** What comes from the cockpit, one reader at a time. */
class IncomingLines {
  private readonly waiting: string[] = []
  private over: Error | null = null
  private wake = (): void => {}
  private readonly patienceMs: number

  constructor(socket: Socket, patienceMs: number) {
    this.patienceMs = patienceMs
    const splitter = createLineSplitter(Number.POSITIVE_INFINITY)
    socket.setEncoding('utf8')
    socket.on('data', (text: string) => {
      this.waiting.push(...(splitter.take(text) ?? []))
      this.wake()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      this.over ??= new Error('The cockpit has ended the connection.')
      this.wake()
    })
  }

  /** @throws Error in words when nothing comes in time, or the other end goes. */
  async next(deadline = performance.now() + this.patienceMs): Promise<string> {
    while (this.waiting.length === 0) {
      if (this.over !== null) throw this.over
      await this.something(deadline)
    }
    return this.waiting.shift() ?? ''
  }

  /** The next answer that is looked for; others are passed over. @throws Error in words, also on a goodbye */
  async answer(isIt: (answer: Answer) => boolean): Promise<Answer> {
    const deadline = performance.now() + this.patienceMs
    while (true) {
      const parsed = answerSchema.safeParse(JSON.parse(await this.next(deadline)))
      if (!parsed.success) continue
      if (parsed.data.type === 'goodbye') throw new Error(parsed.data.error.message)
      if (isIt(parsed.data)) return parsed.data
    }
  }

  private something(deadline: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const left = Math.max(0, deadline - performance.now())
      const timer = setTimeout(() => reject(new Error('The cockpit does not answer.')), left)
      this.wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
