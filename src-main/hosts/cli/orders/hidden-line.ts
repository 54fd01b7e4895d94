import { StringDecoder } from 'node:string_decoder'

/** Standard input: a terminal, a pipe or a file. */
type Input = NodeJS.ReadableStream & { readonly isTTY?: boolean; setRawMode?(mode: boolean): unknown }

const INTERRUPT = '\u0003'
const END_OF_INPUT = '\u0004'
const BACKSPACES: readonly string[] = ['\u007f', '\b']

/**
 * Reads one line, which a terminal does not show.
 * @returns null when it is longer than `most` characters; `interrupted` at Ctrl-C; what there is when the input ends
 */
export function readHidden(input: Input, prompt: string, most: number): Promise<string | null | 'interrupted'> {
  const isTerminal = input.isTTY === true
  if (isTerminal) {
    process.stderr.write(prompt)
    input.setRawMode?.(true)
  }
  return new Promise((resolve) => {
    const decoder = new StringDecoder('utf8')
    let typed = ''
    const finish = (result: string | null | 'interrupted'): void => {
      input.off('data', onData)
      input.off('end', onEnd)
      input.off('error', onEnd)
      if (isTerminal) {
        input.setRawMode?.(false)
        process.stderr.write('\n')
      }
      input.pause()
      resolve(result)
    }
    const onEnd = (): void => finish(withoutReturn(typed))
    const onData = (chunk: Buffer | string): void => {
      for (const character of typeof chunk === 'string' ? chunk : decoder.write(chunk)) {
        if (character === '\n' || (isTerminal && (character === '\r' || character === END_OF_INPUT))) {
          finish(withoutReturn(typed))
          return
        }
        if (isTerminal && character === INTERRUPT) {
          finish('interrupted')
          return
        }
        typed = isTerminal && BACKSPACES.includes(character) ? typed.slice(0, -1) : typed + character
        if (typed.length > most) {
          finish(null)
          return
        }
      }
    }
    input.on('data', onData)
    input.on('end', onEnd)
    input.on('error', onEnd)
    input.resume()
  })
}

/** A line that was written on Windows ends with both. */
const withoutReturn = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line)
