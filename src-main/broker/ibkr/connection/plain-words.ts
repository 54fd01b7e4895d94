/**
 * Words of TWS as they may stand in a sentence: in one line, without characters that are not seen (they could turn what
 * follows round), and not too long.
 */
export function plainWords(text: string, longest: number): string {
  const plain = text.replaceAll(/[\p{C}\s]+/gu, ' ').trim()
  return plain.length <= longest ? plain : `${plain.slice(0, longest - 1)}…`
}
