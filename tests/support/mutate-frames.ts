import type { Random } from '../../src-main/simulator/random.ts'

const LENGTH_BYTES = 4
/** Texts that programs like to trip over. */
const NASTY = [
  '',
  '-1',
  '0',
  '2147483647',
  '2147483648',
  '-2147483649',
  '9223372036854775807',
  '1.7976931348623157E308',
  '1e999',
  'NaN',
  'Infinity',
  '-Infinity',
  '0x1F',
  'true',
  '__proto__',
  'constructor',
  '{"a":',
  '\\u0000',
  '\u{1F600}',
  '%s%n',
  "'; DROP TABLE orders; --",
  'x'.repeat(5_000),
  ';=;=;',
  '20240230 25:61:61',
]

type Mutation = (bytes: Buffer, random: Random) => Buffer

/** One message with its length before it, of fields that may be none. */
function framed(fields: readonly string[]): Buffer {
  const body = Buffer.from(`${fields.join('\0')}\0`)
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(body.length)
  return Buffer.concat([length, body])
}

/** Takes a whole frame apart and puts it together again, with the right length. */
function onFields(change: (fields: string[], random: Random) => string[]): Mutation {
  return (bytes, random) => framed(change(bytes.subarray(LENGTH_BYTES, -1).toString().split('\0'), random))
}

const at = (items: { readonly length: number }, random: Random): number =>
  random.integer(0, Math.max(items.length - 1, 0))

const withByte = (bytes: Buffer, index: number, change: (byte: number) => number): Buffer => {
  const changed = Buffer.from(bytes)
  changed[index] = change(changed[index] ?? 0)
  return changed
}

const withLength = (bytes: Buffer, length: number): Buffer => {
  const changed = Buffer.from(bytes)
  changed.writeUInt32BE(length >>> 0, 0)
  return changed
}

/** What can happen to a frame on its way; each is a kind of its own, so that none is rare. */
const MUTATIONS: readonly Mutation[] = [
  (bytes, random) => withByte(bytes, at(bytes, random), (byte) => byte ^ (1 << random.integer(0, 7))),
  (bytes, random) => withByte(bytes, at(bytes, random), () => random.integer(0, 255)),
  (bytes, random) => bytes.subarray(0, at(bytes, random)),
  (bytes, random) => bytes.subarray(at(bytes, random)),
  (bytes, random) => withLength(bytes, bytes.readUInt32BE(0) + random.integer(-8, 8)),
  (bytes, random) => withLength(bytes, random.uint32()),
  (bytes) => withLength(bytes, 0),
  (bytes) => Buffer.concat([bytes, bytes]),
  onFields((fields, random) => fields.toSpliced(at(fields, random), 1)),
  onFields((fields, random) => fields.toSpliced(at(fields, random), 0, random.pick(NASTY))),
  onFields((fields, random) => fields.with(at(fields, random), random.pick(NASTY))),
  onFields((fields, random) => fields.with(at(fields, random), String(random.integer(-200, 200)))),
  onFields((fields, random) => fields.slice(0, at(fields, random))),
  onFields((fields, random) => [...fields, ...fields.slice(1, random.integer(1, 5))]),
  onFields((fields, random) => {
    const [one, other] = [at(fields, random), at(fields, random)]
    return fields.with(one, fields[other] ?? '').with(other, fields[one] ?? '')
  }),
  onFields((fields, random) => fields.with(0, String(random.integer(-1, 250)))),
]

/**
 * A frame of the TWS protocol, broken in one to three ways: flipped bits, other lengths, cuts, fields that are missing,
 * added, exchanged or strange. What depends on it depends on `random` alone.
 * @param frame one whole frame, its length included
 */
export function mutateFrame(frame: Buffer, random: Random): Buffer {
  let mutated = random.pick(MUTATIONS)(frame, random)
  // Only the first change can rely on a whole frame; the later ones are made of whatever is left.
  for (let more = random.integer(0, 2); more > 0 && mutated.length > 0; more -= 1) {
    mutated = random.chance(0.5)
      ? withByte(mutated, at(mutated, random), () => random.integer(0, 255))
      : mutated.subarray(0, random.integer(1, mutated.length))
  }
  return mutated
}

/** The bytes in pieces of random sizes, as a socket may give them. */
export function cutAnywhere(bytes: Buffer, random: Random): readonly Buffer[] {
  const pieces: Buffer[] = []
  for (let from = 0; from < bytes.length; ) {
    const to = Math.min(bytes.length, from + (random.chance(0.3) ? random.integer(1, 4) : random.integer(1, 4_096)))
    pieces.push(bytes.subarray(from, to))
    from = to
  }
  return pieces
}
