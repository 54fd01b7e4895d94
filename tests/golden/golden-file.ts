import { BadInput } from './bad-input.ts'
import type { GoldenLine } from './golden-line.ts'
import { parseJson, readText } from './text-file.ts'

const isLine = (value: unknown): value is GoldenLine =>
  typeof value === 'object' && value !== null && 'sym' in value && 'ts' in value

/**
 * Reads golden vectors, one JSON object a line, packed or plain.
 * @throws BadInput naming the line
 */
export function readGolden(path: string): readonly GoldenLine[] {
  const texts = readText(path).split(/\r?\n/)
  if (texts.at(-1) === '') texts.pop()
  if (texts.length === 0) throw new BadInput(`${path} holds no golden lines`)
  return texts.map((text, i) => {
    const where = `${path}: line ${i + 1}`
    const line = parseJson(text, where)
    if (!isLine(line)) throw new BadInput(`${where} is not an object with sym and ts`)
    return line
  })
}
