import { createHash } from 'node:crypto'
import { chmodSync, lstatSync, mkdirSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import type { Result } from '../../../src-shared/domain/result.ts'

/** What the address of a socket may have in bytes: 104 with its end on macOS, 108 on Linux. */
const LONGEST_ADDRESS = 100
const PIPES = '\\\\.\\pipe\\'
const ENDING = '.sock'

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16)
const user = (): string => String(process.getuid?.() ?? userInfo().username)
const pipePrefix = (): string => `orchestrator-cockpit-${digest(user())}-`
/** Where sockets go when `folder` lies too deep. */
const shortFolder = (): string => join(tmpdir(), `orchestrator-cockpit-${user()}`)

/** The folder, or a shorter one in its stead. */
function usableFolder(folder: string): string {
  const longest = join(folder, digest('') + ENDING)
  return Buffer.byteLength(longest) <= LONGEST_ADDRESS ? folder : shortFolder()
}

/**
 * Where the owner of a database listens: a Unix socket in a folder of the user's own, or a named pipe on Windows. The
 * same for every way to write the database's path.
 * @param folder where this user's sockets are
 */
export function socketAddress(database: string, folder: string): string {
  const name = digest(wholePath(database))
  return process.platform === 'win32'
    ? PIPES + pipePrefix() + name
    : join(usableFolder(resolve(folder)), `${name}${ENDING}`)
}

function wholePath(database: string): string {
  const path = resolve(database)
  try {
    return realpathSync(path)
  } catch {
    try {
      return join(realpathSync(dirname(path)), basename(path))
    } catch {
      return path
    }
  }
}

/** Addresses at which somebody listens, or did until they were killed. */
export function knownAddresses(folder: string): string[] {
  const [place, isOurs] =
    process.platform === 'win32'
      ? [PIPES, (name: string) => name.startsWith(pipePrefix())]
      : [`${usableFolder(resolve(folder))}/`, (name: string) => name.endsWith(ENDING)]
  try {
    const names = readdirSync(place)
    return names
      .filter(isOurs)
      .toSorted()
      .map((name) => place + name)
  } catch {
    return []
  }
}

/**
 * Makes an address ready to listen at: a folder that only this user can enter, and nothing left over in it. Only the
 * database's owner may call this: a socket that is there is then a dead one's.
 * @returns why nobody can listen there, as one line.
 */
export function clearAddress(address: string): Result<null, string> {
  if (process.platform === 'win32') return { ok: true, value: null }
  const folder = dirname(address)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const stats = lstatSync(folder)
    if (!stats.isDirectory() || stats.uid !== process.getuid?.()) {
      return { ok: false, error: `${folder} is not a folder of this user` }
    }
    if ((stats.mode & 0o077) !== 0) chmodSync(folder, 0o700)
    const found = lstatSync(address, { throwIfNoEntry: false })
    if (found !== undefined && !found.isSocket()) return { ok: false, error: `${address} is in the way` }
    rmSync(address, { force: true })
    return { ok: true, value: null }
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) }
  }
}
