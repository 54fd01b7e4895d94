import { hash } from 'node:crypto'
import { type DatabaseId, HASH_BYTES } from './format.ts'

/** The hash before the first row of a database that continues no other: SHA-256 of its id. */
export const genesisOf = (id: DatabaseId): Buffer => hash('sha256', id, 'buffer')

/** The hash of one row: SHA-256(previous 32 bytes ‖ UTF-8 of its canonical text). @param text from `canonicalText` */
export const linkOf = (previous: Buffer, text: string): Buffer =>
  hash('sha256', Buffer.concat([previous, Buffer.from(text, 'utf8')]), 'buffer')

/** A UTF-16 unit takes at most this many bytes of UTF-8. */
const UTF8_BYTES_PER_UNIT = 3

/** Longer texts are rare enough. */
const VIEWS_KEPT = 4_096

/**
 * Walks the chain, row by row what `linkOf` gives, several times as fast. Hashes are handed out as binary strings (one
 * character a byte), which costs a third of a Buffer each.
 */
export class ChainHasher {
  /** The previous hash, and behind it room for the text. */
  private bytes = Buffer.alloc(HASH_BYTES + 16_384)
  /** Its beginnings, by length: making a view costs as much as writing a text. */
  private views: (Buffer | undefined)[] = new Array(VIEWS_KEPT)

  /** @param previous the 32 bytes that the next row is chained to */
  constructor(previous: Uint8Array) {
    this.restart(previous)
  }

  restart(previous: Uint8Array): void {
    this.bytes.set(previous, 0)
  }

  /** The last hash, hex. */
  get headHex(): string {
    return this.bytes.toString('hex', 0, HASH_BYTES)
  }

  /** The last hash: a copy. */
  get head(): Buffer {
    return Buffer.from(this.bytes.subarray(0, HASH_BYTES))
  }

  /** Chains one row and returns its hash. @param text from `canonicalText` */
  next(text: string): string {
    const room = HASH_BYTES + text.length * UTF8_BYTES_PER_UNIT
    if (room > this.bytes.length) {
      const grown = Buffer.alloc(room)
      grown.set(this.bytes.subarray(0, HASH_BYTES))
      this.bytes = grown
      this.views.fill(undefined)
    }
    const end = HASH_BYTES + this.bytes.write(text, HASH_BYTES, 'utf8')
    const digest = hash('sha256', this.viewOf(end), 'binary')
    this.bytes.write(digest, 0, 'latin1')
    return digest
  }

  private viewOf(end: number): Buffer {
    const known = this.views[end]
    if (known !== undefined) return known
    const view = this.bytes.subarray(0, end)
    if (end < VIEWS_KEPT) this.views[end] = view
    return view
  }
}
