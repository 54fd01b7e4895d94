/** Approving does nothing for this long after a card has appeared, moved or changed; ms of operator time. */
export const GUARD_MS = 300

/** Where a card lies on the screen, px, and which revision of the order it shows. */
export interface CardPlace {
  readonly ref: string
  readonly revision: number
  readonly top: number
  readonly height: number
}

interface Seen extends CardPlace {
  readonly since: number
}

const same = (one: CardPlace, other: CardPlace): boolean =>
  one.revision === other.revision &&
  Math.round(one.top) === Math.round(other.top) &&
  Math.round(one.height) === Math.round(other.height)

/**
 * Keeps a hand that was aimed at one card from approving another that has just taken its place. Times are operator time,
 * ms, monotonic.
 */
export class ApprovalGuard {
  #seen = new Map<string, Seen>()
  #focusSince = Number.NEGATIVE_INFINITY

  /** What is on the screen at this moment, all of it. */
  observe(places: readonly CardPlace[], now: number): void {
    this.#seen = new Map(
      places.map((place) => {
        const known = this.#seen.get(place.ref)
        return [place.ref, known !== undefined && same(known, place) ? known : { ...place, since: now }]
      }),
    )
  }

  /** The focus went to another card without the trader having moved it there: keys act on something new. */
  focusFell(now: number): void {
    this.#focusSince = now
  }

  /** Whether a press on this card's own button can be meant for it. */
  standsStill(ref: string, now: number): boolean {
    const seen = this.#seen.get(ref)
    return seen !== undefined && now - seen.since >= GUARD_MS
  }

  /** Whether a key that acts on the focused card can be meant for this one. */
  takesKeys(ref: string, now: number): boolean {
    return this.standsStill(ref, now) && now - this.#focusSince >= GUARD_MS
  }
}
