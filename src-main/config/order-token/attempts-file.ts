import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { Result } from '../../../src-shared/domain/result.ts'
import { readJsonFile } from '../json-file.ts'

/** Wrong tokens since the last right one, and when the newest was tried: wall clock, UTC ms. */
const attemptsSchema = z.strictObject({
  version: z.literal(1),
  wrong: z.int().min(0).max(5),
  at: z.int().min(0).max(8_640_000_000_000_000),
})

interface Attempts {
  readonly wrong: number
  readonly at: number
}

/**
 * The file that keeps the count of wrong tokens over restarts. A file that is not there counts none; one that cannot be
 * read, or that is not ours, counts nothing at all and is left as it is.
 */
export class AttemptsFile {
  readonly #file: string

  constructor(file: string) {
    this.#file = file
  }

  read(): Result<Attempts | null, string> {
    const read = readJsonFile(this.#file)
    if (!read.ok) {
      return read.error.code === 'missing' ? { ok: true, value: null } : { ok: false, error: `${read.error.message}.` }
    }
    const parsed = attemptsSchema.safeParse(read.value)
    if (!parsed.success) return { ok: false, error: `${this.#file} does not hold a count of wrong tokens.` }
    const { wrong, at } = parsed.data
    return { ok: true, value: { wrong, at } }
  }

  /** @returns `ok` when the count would be there after a power cut. */
  write({ wrong, at }: Attempts): Result<null, string> {
    const folder = dirname(this.#file)
    const unfinished = `${this.#file}.new`
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      writeFileSync(unfinished, JSON.stringify({ version: 1, wrong, at }), { mode: 0o600, flush: true })
      renameSync(unfinished, this.#file)
      syncFolder(folder)
      return { ok: true, value: null }
    } catch (error) {
      return { ok: false, error: `${this.#file} cannot be written: ${(error as Error).message}.` }
    }
  }
}

/** A rename is on the disk when its folder is. Windows has no handle of a folder, and needs none. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
