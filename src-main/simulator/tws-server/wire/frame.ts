import { isUtf8 } from 'node:buffer'
import type { WireField } from '../service.ts'

/** The longest frame that a client's request may have; the largest real ones (orders with many parameters) have a few KB. */
const MAX_REQUEST_BYTES = 256 * 1024
const MAX_GREETING_BYTES = 1_024
const LENGTH_BYTES = 4
const PREFIX = Buffer.from('API\0', 'latin1')
const GREETING = /^v(\d{1,4})(?:\.\.(\d{1,4}))?(?: ([ -~]*))?$/

/** The bytes of one message: big-endian length, then every field with its NUL. Numbers have to be finite. */
export function encodeFrame(fields: readonly WireField[]): Buffer {
  let text = ''
  for (const field of fields) text += `${fieldText(field)}\0`
  const bytes = Buffer.byteLength(text)
  const frame = Buffer.allocUnsafe(LENGTH_BYTES + bytes)
  frame.writeUInt32BE(bytes, 0)
  frame.write(text, LENGTH_BYTES)
  return frame
}

function fieldText(field: WireField): string | number {
  switch (typeof field) {
    case 'number':
      if (!Number.isFinite(field)) throw new RangeError(`${field} is no field of a message`)
      return field
    case 'string':
      if (field.includes('\0')) throw new RangeError('a field of a message cannot hold a NUL')
      return field
    case 'boolean':
      return field ? 1 : 0
    default:
      return ''
  }
}

/** What a client opens with: the versions it speaks. */
interface Greeting {
  readonly kind: 'greeting'
  readonly min: number
  readonly max: number
  /** Connect options such as `+PACEAPI`; '' for none. */
  readonly options: string
}

interface Message {
  readonly kind: 'message'
  readonly fields: readonly string[]
}

/** What came in is no message. After a fatal one the rest of the stream has no meaning; the reader reads no more. */
export interface BadFrame {
  readonly kind: 'bad-frame'
  readonly code: 'not-api' | 'bad-greeting' | 'too-long' | 'empty' | 'unterminated' | 'not-utf8'
  readonly message: string
  readonly fatal: boolean
}

export type Inbound = Greeting | Message | BadFrame

/**
 * Takes a client's bytes as they come, in chunks of any size, and gives its messages. It holds at most one unfinished
 * frame, and copies each byte at most once. Never throws.
 */
export class FrameReader {
  private state: 'prefix' | 'greeting' | 'messages' | 'over' = 'prefix'
  /** How long the part is that is being read: prefix, length or body. */
  private need = PREFIX.length
  private body = false
  /** Of a part that came in pieces: what there is of it. */
  private part: Buffer | null = null
  private filled = 0
  private readonly maxBytes: number

  /** @param maxBytes the longest frame, length field not counted */
  constructor(maxBytes: number = MAX_REQUEST_BYTES) {
    this.maxBytes = maxBytes
  }

  /** @returns what the chunk completes, in order; after a fatal one, nothing ever. */
  read(chunk: Uint8Array): readonly Inbound[] {
    const found: Inbound[] = []
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    let at = 0
    while (at < bytes.length && this.state !== 'over') {
      const whole = this.gather(bytes, at)
      at += whole.taken
      if (whole.part !== null) this.complete(whole.part, found)
    }
    return found
  }

  /** Takes what the part still needs of `bytes`; the part itself when that completes it. */
  private gather(bytes: Buffer, at: number): { readonly taken: number; readonly part: Buffer | null } {
    const missing = this.need - this.filled
    const taken = Math.min(missing, bytes.length - at)
    if (this.filled === 0 && taken === missing) return { taken, part: bytes.subarray(at, at + taken) }
    this.part ??= Buffer.allocUnsafe(this.need)
    bytes.copy(this.part, this.filled, at, at + taken)
    this.filled += taken
    return { taken, part: taken === missing ? this.part : null }
  }

  private complete(part: Buffer, found: Inbound[]): void {
    if (this.state === 'prefix') {
      if (part.equals(PREFIX)) this.expectLength('greeting')
      else this.stop('not-api', 'the connection did not begin with API', found)
    } else if (this.body) {
      found.push(this.state === 'greeting' ? this.greeting(part) : message(part))
      if (this.state !== 'over') this.expectLength('messages')
    } else {
      this.expectBody(part.readUInt32BE(0), found)
    }
  }

  private expectLength(state: 'greeting' | 'messages'): void {
    this.state = state
    this.expect(LENGTH_BYTES, false)
  }

  private expectBody(length: number, found: Inbound[]): void {
    const limit = this.state === 'greeting' ? MAX_GREETING_BYTES : this.maxBytes
    if (length > limit) this.stop('too-long', `a frame of ${length} bytes, more than ${limit}`, found)
    else if (length > 0) this.expect(length, true)
    else if (this.state === 'greeting') this.stop('bad-greeting', 'an empty greeting', found)
    else {
      found.push(bad('empty', 'a frame of no bytes'))
      this.expectLength('messages')
    }
  }

  private expect(length: number, body: boolean): void {
    this.need = length
    this.body = body
    this.part = null
    this.filled = 0
  }

  private greeting(part: Buffer): Inbound {
    const parts = GREETING.exec(part.toString('latin1'))
    const min = Number(parts?.[1])
    const max = Number(parts?.[2] ?? parts?.[1])
    if (parts !== null && min <= max) return { kind: 'greeting', min, max, options: parts[3] ?? '' }
    this.state = 'over'
    return { ...bad('bad-greeting', 'a greeting without versions'), fatal: true }
  }

  private stop(code: BadFrame['code'], message: string, found: Inbound[]): void {
    this.state = 'over'
    found.push({ ...bad(code, message), fatal: true })
  }
}

const bad = (code: BadFrame['code'], message: string): BadFrame => ({ kind: 'bad-frame', code, message, fatal: false })

function message(body: Buffer): Inbound {
  if (body[body.length - 1] !== 0) return bad('unterminated', 'a message whose last field has no end')
  if (!isUtf8(body)) return bad('not-utf8', 'a message that is not UTF-8')
  return { kind: 'message', fields: body.toString('utf8', 0, body.length - 1).split('\0') }
}
