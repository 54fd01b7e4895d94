/** So many cards from the top stand open; the others are one line each until they are focused. */
const OPEN_CARDS = 2

/**
 * Which cards stand open.
 * @param low the window is low: then all have to be in sight as lines before a second one opens.
 */
export function openCards(refs: readonly string[], focused: string | null, low: boolean): ReadonlySet<string> {
  const first = refs.slice(0, low && refs.length > OPEN_CARDS ? 1 : OPEN_CARDS)
  return new Set(focused !== null && refs.includes(focused) ? [...first, focused] : first)
}

/** The card that many places further on, held at both ends; the first when none is focused. */
export function cardAfter(refs: readonly string[], focused: string | null, places: number): string | null {
  const index = focused === null ? -1 : refs.indexOf(focused)
  if (index < 0) return refs[0] ?? null
  return refs[Math.min(Math.max(index + places, 0), refs.length - 1)] ?? null
}

/**
 * Which card is focused when the list has changed: the same one while it is there, else the one that took its place, or
 * the last.
 * @param before the references as they were.
 */
export function focusAfter(before: readonly string[], now: readonly string[], focused: string | null): string | null {
  if (focused !== null && now.includes(focused)) return focused
  const place = focused === null ? -1 : before.indexOf(focused)
  if (place < 0) return now[0] ?? null
  const successor = before.slice(place + 1).find((ref) => now.includes(ref))
  return successor ?? now.at(-1) ?? null
}
