import type { TagValue } from './tag-value.ts'
import { UNSET_INTEGER } from './unset.ts'

/** Why the fields of a message could not be read. */
export interface FieldFailure {
  readonly code: 'missing-field' | 'bad-field' | 'extra-fields'
  readonly message: string
}

const INTEGER = /^-?\d{1,10}$/
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/
const MAX_INTEGER = 2_147_483_647
/** From here on a double is Java's largest, however a client rounds or writes it. */
const UNSET_FROM = 1.797e308
/** Decimals have unset marks of their own: the largest 64-bit integer (Java), and the largest of 128 bits (Python). */
const UNSET_DECIMAL_FROM = 9.2e18
const INFINITE = /^\+?inf(?:inity)?$/i

/**
 * Reads the fields of one message in order. The first field that cannot be read is kept as `failure`; what is read
 * after it is empty, so that a decoder needs to look once, at its end.
 */
export class FieldReader {
  failure: FieldFailure | null = null
  /** The request or order id, once it has been read. */
  subject: number | null = null
  private at: number
  private readonly fields: readonly string[]

  /** @param from the first field to read */
  constructor(fields: readonly string[], from = 0) {
    this.fields = fields
    this.at = from
  }

  get left(): number {
    return this.fields.length - this.at
  }

  text(name: string): string {
    if (this.failure !== null) return ''
    const field = this.fields[this.at]
    if (field === undefined) {
      this.failure = { code: 'missing-field', message: `${name} is missing` }
      return ''
    }
    this.at += 1
    return field
  }

  /** An integer of 32 bits that has to be given. */
  integer(name: string): number {
    const value = this.optionalInteger(name)
    if (value === null) this.fail(name, 'not given')
    return value ?? 0
  }

  /** The integer that names the request. */
  id(name = 'id'): number {
    const id = this.integer(name)
    if (this.failure === null) this.subject = id
    return id
  }

  /** 0 when it is empty or unset. */
  integerOrZero(name: string): number {
    return this.optionalInteger(name) ?? 0
  }

  /** Null when it is empty or unset. */
  optionalInteger(name: string): number | null {
    const text = this.text(name)
    if (text === '') return null
    const value = Number(text)
    if (INTEGER.test(text) && Math.abs(value) <= MAX_INTEGER) return value === UNSET_INTEGER ? null : value
    return this.fail(name, text)
  }

  /** Null when it is empty or unset. */
  optionalDouble(name: string): number | null {
    const value = this.number(name)
    return value === null || Math.abs(value) >= UNSET_FROM ? null : value
  }

  /** A quantity: null when it is empty or unset. */
  optionalDecimal(name: string): number | null {
    const value = this.number(name)
    return value === null || Math.abs(value) >= UNSET_DECIMAL_FROM ? null : value
  }

  /** Like a double, and it may be infinite. */
  doubleOrInfinity(name: string): number | null {
    if (INFINITE.test(this.fields[this.at] ?? '')) {
      this.text(name)
      return Number.POSITIVE_INFINITY
    }
    return this.optionalDouble(name)
  }

  /** False when it is empty or unset. */
  flag(name: string): boolean {
    const text = this.text(name)
    if (text === '1' || text === 'true' || text === 'True') return true
    const isFalse = text === '' || text === '0' || text === 'false' || text === 'False'
    if (!isFalse && text !== String(UNSET_INTEGER)) this.fail(name, text)
    return false
  }

  /** How many groups of `fieldsEach` follow; more than the message has fields for is a failure. */
  count(name: string, fieldsEach: number): number {
    const count = this.integerOrZero(name)
    if (count >= 0 && count * fieldsEach <= this.left) return count
    this.fail(name, String(count))
    return 0
  }

  /** `tag=value;tag=value;`; some clients leave the last semicolon out. */
  tagValues(name: string): readonly TagValue[] {
    const text = this.text(name)
    const pairs = text.split(';').filter((pair) => pair !== '')
    const values: TagValue[] = []
    for (const pair of pairs) {
      const equals = pair.indexOf('=')
      if (equals < 1) {
        this.fail(name, text)
        return []
      }
      values.push({ tag: pair.slice(0, equals), value: pair.slice(equals + 1) })
    }
    return values
  }

  /** Words with commas between them. */
  list(name: string): readonly string[] {
    const words = this.text(name).split(',')
    return words.map((word) => word.trim()).filter((word) => word !== '')
  }

  skip(...names: readonly string[]): void {
    for (const name of names) this.text(name)
  }

  /** Fails when anything is left. */
  end(): void {
    if (this.failure !== null || this.left === 0) return
    this.failure = { code: 'extra-fields', message: `${this.left} fields more than the message has` }
  }

  fail(name: string, text: string): null {
    this.failure ??= { code: 'bad-field', message: `${name} cannot be read: ${shown(text)}` }
    return null
  }

  private number(name: string): number | null {
    const text = this.text(name)
    if (text === '') return null
    const value = Number(text)
    if (NUMBER.test(text) && Number.isFinite(value)) return value
    return this.fail(name, text)
  }
}

const SHOWN = 40
const shown = (text: string): string => (text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}…`)
