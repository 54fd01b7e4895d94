/**
 * Ids from here on are those of requests: order and request ids share the ids of TWS's errors, so they must not meet.
 * No account comes near it; IBKR lets the sequence be reset.
 */
export const FIRST_REQUEST_ID = 1_000_000_000

/** Order ids of one client: above every one that was ever seen or used. They never go down, whatever TWS says. */
export interface OrderIds {
  /** TWS names the next id that it would take. @returns false when it went down since it last named one: a roll-back */
  named(nextValidId: number): boolean
  /** An id was seen or used. Anything that is not an order id is ignored. */
  note(id: number): void
  /** @returns an id that nobody had; null before TWS named one, or when there are no more */
  take(): number | null
}

export function createOrderIds(): OrderIds {
  let next = 1
  let lastNamed: number | null = null
  const isOrderId = (id: number): boolean => Number.isSafeInteger(id) && id > 0 && id < FIRST_REQUEST_ID
  return {
    named(nextValidId) {
      if (!isOrderId(nextValidId)) return true
      const forward = lastNamed === null || nextValidId >= lastNamed
      lastNamed = nextValidId
      next = Math.max(next, nextValidId)
      return forward
    },
    note(id) {
      if (isOrderId(id)) next = Math.max(next, id + 1)
    },
    take() {
      if (lastNamed === null || next >= FIRST_REQUEST_ID) return null
      return next++
    },
  }
}
