/** The longest message that the client library takes, bytes. */
const LONGEST_FRAME = 0xffffff
/**
 * The library takes longer than in proportion for many fields: seconds for 160,000. The longest reply that we ask for,
 * 1,000 bars, has some 9,000.
 */
const MOST_FIELDS = 40_000

/**
 * Follows the frames of TWS through the chunks in which they come: a length of four bytes, then fields, each ended by a
 * NUL. The client library never returns from a negative length, waits for ever on a huge one, and lets a message without
 * its last NUL run into the next.
 * @returns for each chunk what is wrong with it; null when nothing is
 */
export function createFrameGuard(): (chunk: Uint8Array) => string | null {
  let header = 0
  let headerBytes = 0
  let left = 0
  let fields = 0
  let counting = false

  return (chunk) => {
    let at = 0
    while (at < chunk.length) {
      if (left > 0) {
        const end = Math.min(at + left, chunk.length)
        if (counting) for (let byte = at; byte < end; byte++) if (chunk[byte] === 0) fields++
        if (fields > MOST_FIELDS) return `a message of TWS has more than ${MOST_FIELDS} fields`
        left -= end - at
        at = end
        if (left === 0 && chunk[at - 1] !== 0) return 'a message of TWS does not end as its protocol says'
        continue
      }
      header = header * 256 + (chunk[at++] ?? 0)
      headerBytes++
      if (headerBytes < 4) continue
      if (header < 1 || header > LONGEST_FRAME) return `a message of TWS says that it is ${header} bytes long`
      left = header
      counting = header > MOST_FIELDS
      fields = 0
      header = 0
      headerBytes = 0
    }
    return null
  }
}
