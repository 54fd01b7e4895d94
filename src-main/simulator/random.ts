/**
 * A seeded source of randomness. It uses whole-number operations and additions only, which are exact everywhere:
 * one seed gives the same values on every machine and in every JavaScript engine.
 */
export interface Random {
  /** A whole number from 0 to 2³² − 1. */
  uint32(): number
  /** Evenly spread in [from, to); [0, 1) without arguments. */
  uniform(from?: number, to?: number): number
  /** A whole number from `from` to `to`, both included. */
  integer(from: number, to: number): number
  /** Mean 0, variance 1, bell-shaped, within ±6. */
  gaussian(): number
  /** True with this probability. */
  chance(probability: number): boolean
  /** One of the items. @throws RangeError when there are none. */
  pick<Item>(items: readonly Item[]): Item
  /** The items in a random order; the argument stays as it is. */
  shuffle<Item>(items: readonly Item[]): Item[]
  /**
   * A source of its own that depends on the seed and the label only, not on what was drawn before: a draw more in one
   * part of a simulation leaves every other part as it was.
   */
  stream(label: string): Random
}

const TWO_32 = 4_294_967_296
const rotateLeft = (value: number, by: number): number => (value << by) | (value >>> (32 - by))

/** splitmix32: spreads one number into the well-mixed words that xoshiro needs as its state. */
function splitmix(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x9e3779b9) | 0
    let word = state ^ (state >>> 16)
    word = Math.imul(word, 0x21f0aaad)
    word ^= word >>> 15
    word = Math.imul(word, 0x735a2d97)
    return word ^ (word >>> 15)
  }
}

/** FNV-1a over the label's UTF-16 units, started from the seed. */
function labelled(seed: number, label: string): number {
  let hash = 0x811c9dc5 ^ seed
  for (let index = 0; index < label.length; index++) hash = Math.imul(hash ^ label.charCodeAt(index), 0x01000193)
  return splitmix(hash)()
}

/**
 * xoshiro128** 1.1 (Blackman and Vigna, https://prng.di.unimi.it/xoshiro128starstar.c), seeded by splitmix32.
 * @param seed any number; its lowest 32 bits count.
 */
export function createRandom(seed: number): Random {
  const word = splitmix(seed)
  let s0 = word()
  let s1 = word()
  let s2 = word()
  let s3 = word()

  const next = (): number => {
    const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9)
    const shifted = s1 << 9
    s2 ^= s0
    s3 ^= s1
    s1 ^= s2
    s0 ^= s3
    s2 ^= shifted
    s3 = rotateLeft(s3, 11)
    return result
  }
  const uint32 = (): number => next() >>> 0
  const uniform = (from = 0, to = 1): number => from + (uint32() / TWO_32) * (to - from)
  const integer = (from: number, to: number): number => from + Math.floor((uint32() / TWO_32) * (to - from + 1))

  return {
    uint32,
    uniform,
    integer,
    // The sum of twelve uniforms less 6 (Irwin–Hall): the logarithm of Box–Muller is not the same to the last bit in
    // every engine, a sum is. Each draw gives two uniforms of 16 bits, taken at the middle of their step.
    gaussian() {
      let sum = 0
      for (let draw = 0; draw < 6; draw++) {
        const bits = next()
        sum += (bits & 0xffff) + (bits >>> 16)
      }
      return (sum + 6) / 65_536 - 6
    },
    chance: (probability) => uniform() < probability,
    pick<Item>(items: readonly Item[]) {
      if (items.length === 0) throw new RangeError('nothing to pick from')
      return items[integer(0, items.length - 1)] as Item
    },
    shuffle<Item>(items: readonly Item[]) {
      const shuffled = [...items]
      for (let last = shuffled.length - 1; last > 0; last--) {
        const other = integer(0, last)
        const held = shuffled[last] as Item
        shuffled[last] = shuffled[other] as Item
        shuffled[other] = held
      }
      return shuffled
    },
    stream: (label) => createRandom(labelled(seed, label)),
  }
}
