import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { BadInput } from './bad-input.ts'

const isGzip = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

/**
 * The text of a file, unpacked when it is gzip, without a byte-order mark.
 * @throws BadInput when it cannot be read or unpacked.
 */
export function readText(path: string): string {
  try {
    const bytes = readFileSync(path)
    return (isGzip(bytes) ? gunzipSync(bytes) : bytes).toString('utf8').replace(/^\uFEFF/, '')
  } catch (error) {
    throw new BadInput(`cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** @throws BadInput naming `where` when `text` is not JSON. */
export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new BadInput(`${where} is not JSON`)
  }
}
