import { useEffect, useState } from 'react'
import { useSettings } from '../../stores/settings.ts'
import { currentWatchlist, onWatchlist, useWatchOrder } from '../../stores/watchlist.ts'
import { arrange } from './order.ts'

/** Rows change their places at most so often, ms: a list that dances cannot be read. */
const REARRANGE_MS = 1_000

const same = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((symbol, index) => symbol === other[index])

/** The traded symbols in the chosen order; the same array as long as the order is the same. */
export function useArranged(filter: string): readonly string[] {
  const order = useSettings((settings) => settings.watchOrder)
  const members = useWatchOrder()
  const [symbols, setSymbols] = useState<readonly string[]>([])

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const rearrange = (): void => {
      timer = undefined
      // Who comes or goes is shown at once: the effect runs again.
      const next = members.length === 0 ? [] : arrange(currentWatchlist().rows, order, filter)
      setSymbols((before) => (same(before, next) ? before : next))
    }
    rearrange()
    const end = onWatchlist(() => {
      timer ??= setTimeout(rearrange, REARRANGE_MS)
    })
    return () => {
      clearTimeout(timer)
      end()
    }
  }, [filter, order, members])

  return symbols
}
