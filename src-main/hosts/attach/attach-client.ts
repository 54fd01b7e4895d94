import { connect, type Socket } from 'node:net'
import { PROTOCOL_VERSION } from '../../../src-shared/contract/protocol.ts'
import type { Result } from '../../../src-shared/domain/result.ts'
import { type Channel, type ContractClient, greet } from './contract-client.ts'
import { type Greeting, greetingSchema } from './greeting.ts'
import { createLineSplitter } from './lines.ts'

/** How long a cockpit may take to answer one question, ms. */
const PATIENCE_MS = 5_000

/** A running cockpit, attached to. It only watches: what it may ask is what the command line may ask beside a window. */
export interface AttachedCockpit extends ContractClient {
  readonly greeting: Greeting
}

/** `nobody`: no cockpit runs there. `failed`: one does, and it cannot be talked to; `greeting`: as far as it said who it is. */
export interface AttachError {
  readonly code: 'nobody' | 'failed'
  readonly message: string
  readonly greeting: Greeting | null
}

/** Attaches to the cockpit that listens at an address. @param patienceMs for each answer */
export async function attachTo(
  address: string,
  patienceMs = PATIENCE_MS,
): Promise<Result<AttachedCockpit, AttachError>> {
  const socket = connect(address)
  const lines = new Lines(socket)
  try {
    await connected(socket)
  } catch {
    socket.destroy()
    return { ok: false, error: { code: 'nobody', message: 'No cockpit is running there.', greeting: null } }
  }
  let greeting: Greeting | null = null
  const fail = (message: string): Result<never, AttachError> => {
    socket.destroy()
    return { ok: false, error: { code: 'failed', message, greeting } }
  }
  try {
    greeting = readGreeting(await lines.first(patienceMs))
    if (greeting === null) return fail('What answers there is no cockpit of this program.')
    const { protocol, app } = greeting
    if (protocol !== PROTOCOL_VERSION) return fail(`The running cockpit is of another version (${app}).`)
    const client = await greet(lines, 'viewer', patienceMs)
    return { ok: true, value: withGreeting(client, greeting) }
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error))
  }
}

const withGreeting = (client: ContractClient, greeting: Greeting): AttachedCockpit => ({
  greeting,
  ended: client.ended,
  command: (command, patience) => client.command(command, patience),
  read: (topic) => client.read(topic),
  follow: (topic, listener) => client.follow(topic, listener),
  close: () => client.close(),
})

function readGreeting(text: string): Greeting | null {
  try {
    const greeting = greetingSchema.safeParse(JSON.parse(text))
    return greeting.success ? greeting.data : null
  } catch {
    return null
  }
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
}

/** What comes from the cockpit, a line at a time. The first one is no message of the contract. */
class Lines implements Channel {
  private readonly socket: Socket
  private readonly kept: string[] = []
  private listener: ((text: string) => void) | null = null
  private over = false
  private endListener = (): void => {}

  constructor(socket: Socket) {
    this.socket = socket
    const splitter = createLineSplitter(Number.POSITIVE_INFINITY)
    socket.setEncoding('utf8')
    socket.on('data', (text: string) => {
      for (const line of splitter.take(text) ?? []) this.take(line)
    })
    // A reset is an end like any other; `close` follows.
    socket.on('error', () => {})
    socket.on('close', () => {
      this.over = true
      this.endListener()
    })
  }

  /** @throws Error in words when nothing comes in time, or the other end goes */
  first(patienceMs: number): Promise<string> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('The cockpit does not answer.')), patienceMs)
      this.onEnd(() => {
        clearTimeout(timer)
        reject(new Error('The cockpit has ended the connection.'))
      })
      this.onText((line) => {
        this.listener = null
        clearTimeout(timer)
        resolve(line)
      })
    })
  }

  send(text: string): void {
    if (this.socket.writable) this.socket.write(`${text}\n`)
  }

  onText(listener: (text: string) => void): void {
    this.listener = listener
    for (const line of this.kept.splice(0)) this.take(line)
  }

  onEnd(listener: () => void): void {
    this.endListener = listener
    if (this.over) listener()
  }

  close(): void {
    this.socket.destroy()
  }

  private take(line: string): void {
    if (this.listener === null) this.kept.push(line)
    else this.listener(line)
  }
}
