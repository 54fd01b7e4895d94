/** Whether two plain JSON values say the same. */
function sameValue(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  if (Array.isArray(one) || Array.isArray(other)) {
    if (!(Array.isArray(one) && Array.isArray(other)) || one.length !== other.length) return false
    return one.every((value, index) => sameValue(value, other[index]))
  }
  return keyCount(one) === keyCount(other) && changedFields(one, other) === null
}

function keyCount(item: object): number {
  let count = 0
  for (const _ in item) count++
  return count
}

/** The fields of `next` that say something else than in `before`; null when all say the same. */
export function changedFields<Item extends object>(before: Item, next: Item): Partial<Item> | null {
  let changed: Partial<Item> | null = null
  for (const key in next) {
    const was = before[key]
    const is = next[key]
    if (was === is || (sameValue(was, is) && key in before)) continue
    changed ??= {}
    changed[key] = is
  }
  return changed
}

/** Whether two items say the same. */
export const sameItem = (one: object | null, other: object | null): boolean => sameValue(one, other)
