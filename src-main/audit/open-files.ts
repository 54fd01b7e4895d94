import { type BigIntStats, statSync } from 'node:fs'

/**
 * Databases that this process has open, by device and inode. POSIX drops all of a process's locks on a file when any
 * descriptor of it is closed, so a file that SQLite has open here must not be opened by any other means.
 */
const open = new Map<string, number>()

const identity = ({ dev, ino }: BigIntStats): string => `${dev}:${ino}`

export function isOpenHere(file: string): boolean {
  const stats = statSync(file, { bigint: true, throwIfNoEntry: false })
  return stats !== undefined && open.has(identity(stats))
}

/** Notes that SQLite is about to open `file`. @returns what to call when it has closed it */
export function noteOpen(file: string): () => void {
  const key = identity(statSync(file, { bigint: true }))
  open.set(key, (open.get(key) ?? 0) + 1)
  return () => {
    const left = (open.get(key) ?? 1) - 1
    if (left === 0) open.delete(key)
    else open.set(key, left)
  }
}
