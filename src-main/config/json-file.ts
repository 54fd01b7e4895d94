import { readFileSync } from 'node:fs'
import type { Result } from '../../src-shared/domain/result.ts'

export interface JsonFileError {
  readonly code: 'missing' | 'unreadable'
  /** One line that names the file; nothing of its content, which may be a secret in the wrong place. */
  readonly message: string
}

/** Reads a file of JSON. */
export function readJsonFile(file: string): Result<unknown, JsonFileError> {
  try {
    return { ok: true, value: JSON.parse(readFileSync(file, 'utf8')) }
  } catch (error) {
    if (error instanceof SyntaxError) {
      const [where = ''] = / at position \d+(?: \(line \d+ column \d+\))?$/.exec(error.message) ?? []
      return { ok: false, error: { code: 'unreadable', message: `${file} cannot be read: it is not JSON${where}` } }
    }
    const { code, message } = error as NodeJS.ErrnoException
    const missing = code === 'ENOENT'
    return {
      ok: false,
      error: { code: missing ? 'missing' : 'unreadable', message: `${file} cannot be read: ${message}` },
    }
  }
}
