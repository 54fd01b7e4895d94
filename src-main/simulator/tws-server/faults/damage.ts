import type { Random } from '../../random.ts'
import type { WireField } from '../service.ts'
import type { ToClient } from './message-kinds.ts'

/** Messages of which something is still to be done. */
interface Due {
  readonly kinds: ReadonlySet<ToClient> | null
  left: number
}

/** Counts down over the next messages of some kinds. */
export class NextMessages {
  private due: Due[] = []

  add(count: number, kinds: readonly ToClient[] | null): void {
    this.due.push({ kinds: kinds === null ? null : new Set(kinds), left: count })
  }

  /** @returns whether this message is one of them */
  take(kind: ToClient | null): boolean {
    const due = this.due.find(({ kinds }) => kinds === null || (kind !== null && kinds.has(kind)))
    if (due === undefined) return false
    due.left -= 1
    if (due.left === 0) this.due = this.due.filter((other) => other !== due)
    return true
  }
}

const WRONG_FIELDS: readonly WireField[] = [
  '',
  'x',
  '-1',
  '0',
  'NaN',
  '1e400',
  '-1e300',
  '9223372036854775808',
  '1.7976931348623157E308',
  'null',
  '{',
  'Ω',
  '\u001b[2J',
  'a'.repeat(5_000),
]

/** One field is another one, but for the message's number. */
export function damageField(fields: readonly WireField[], random: Random): readonly WireField[] {
  if (fields.length < 2) return fields
  const damaged = [...fields]
  damaged[random.integer(1, fields.length - 1)] = random.pick(WRONG_FIELDS)
  return damaged
}

/** Bytes that are no message, short and long ones. */
export const randomBytes = (random: Random): Buffer =>
  Buffer.from(Array.from({ length: random.integer(1, 64) }, () => random.integer(0, 255)))

/** A message in good order that says nothing known. */
export function randomFields(random: Random): readonly WireField[] {
  const count = random.integer(1, 20)
  return [random.integer(0, 250), ...Array.from({ length: count }, () => random.pick(WRONG_FIELDS))]
}
