import type { Reaction } from './reactions.ts'

/** Data farms that are down, by the names that TWS gives them. */
export interface Farms {
  /** @returns whether the message was about a farm */
  heed(reaction: Reaction, text: string): boolean
  /** All that are down. */
  down(): readonly string[]
  /** Those of them that US stocks need. */
  needed(): readonly string[]
  clear(): void
}

/** The farm of a message that names none. */
const UNNAMED = 'unnamed'

export function createFarms(): Farms {
  const down = new Set<string>()
  return {
    heed(reaction, text) {
      if (reaction !== 'farm-down' && reaction !== 'farm-up' && reaction !== 'farm-idle') return false
      const name = farmOf(text) ?? UNNAMED
      if (reaction === 'farm-down') down.add(name)
      else {
        down.delete(name)
        // Its own return may name it: it would be down until the connection ends.
        down.delete(UNNAMED)
      }
      return true
    },
    down: () => [...down],
    needed: () => [...down].filter(isNeededFarm),
    clear: () => down.clear(),
  }
}

/**
 * The farm of a message such as `Market data farm connection is broken:usfarm.nj`.
 * @returns null when it names none
 */
export function farmOf(text: string): string | null {
  return /:\s*([\w.-]+)\s*$/.exec(text)?.[1] ?? null
}

/** Farms of other continents, currencies and funds: US stocks do not need them. Every other name is taken for needed. */
const FOREIGN_FARMS = /^(eu|jp?|hk?|au|in|apac|cash|fund)(farm|hmds)/
export const isNeededFarm = (farm: string): boolean => !FOREIGN_FARMS.test(farm)
