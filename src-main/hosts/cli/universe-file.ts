import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { readUniverse, readUsersUniverse, type Universe } from '../../config/universe.ts'
import { universeFile } from './data-files.ts'
import { CommandFailure } from './exit-codes.ts'

/**
 * The universe that this user's commands and sessions work with.
 * @throws CommandFailure when it cannot be read, or is not valid.
 */
export function usersUniverse(): Universe {
  const read = readUsersUniverse(universeFile())
  if (!read.ok) throw new CommandFailure(read.error.message)
  return read.value
}

/**
 * Keeps a universe as this user's own copy, whole or not at all.
 * @returns the file
 * @throws CommandFailure when it is not valid or cannot be written; the copy is then as it was.
 */
export function keepUniverse(universe: Universe): string {
  const file = universeFile()
  const unfinished = `${file}.new`
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(unfinished, `${JSON.stringify(universe, null, 2)}\n`, { flush: true })
    const read = readUniverse(unfinished)
    if (!read.ok) throw new CommandFailure(read.error.message)
    renameSync(unfinished, file)
  } catch (error) {
    rmSync(unfinished, { force: true })
    if (error instanceof CommandFailure) throw error
    throw new CommandFailure(`${file} cannot be written: ${(error as Error).message}`)
  }
  return file
}

/** Goes back to the universe that comes with the product. @throws CommandFailure when the copy cannot be removed */
export function forgetUniverse(): void {
  const file = universeFile()
  try {
    rmSync(file, { force: true })
  } catch (error) {
    throw new CommandFailure(`${file} cannot be removed: ${(error as Error).message}`)
  }
}
