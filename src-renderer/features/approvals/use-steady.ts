import { useCallback, useEffect, useRef } from 'react'

/** The same function through all drawings, that does what the newest one says: so that what it is given to stays drawn. */
export function useSteady<Given extends readonly unknown[]>(
  action: (...given: Given) => void,
): (...given: Given) => void {
  const latest = useRef(action)
  useEffect(() => {
    latest.current = action
  })
  return useCallback((...given: Given) => latest.current(...given), [])
}
