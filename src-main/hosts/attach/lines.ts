/** Takes a stream of text apart into lines. */
export interface LineSplitter {
  /** @returns the lines that are whole now, or null when one is longer than allowed: then nothing more is taken. */
  take(text: string): string[] | null
}

/** @param longest characters of a line */
export function createLineSplitter(longest: number): LineSplitter {
  let pieces: string[] = []
  let length = 0
  let spoilt = false
  return {
    take(text) {
      if (spoilt) return null
      const lines: string[] = []
      const [first = '', ...others] = text.split('\n')
      let piece = first
      for (const next of others) {
        lines.push([...pieces, piece].join(''))
        pieces = []
        length = 0
        piece = next
      }
      pieces.push(piece)
      length += piece.length
      spoilt = length > longest || lines.some((line) => line.length > longest)
      return spoilt ? null : lines
    },
  }
}
