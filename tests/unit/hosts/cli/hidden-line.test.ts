import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { readHidden } from '../../../../src-main/hosts/cli/orders/hidden-line.ts'

/** A terminal's keyboard, which remembers whether it shows what is typed. */
function keyboard() {
  const modes: boolean[] = []
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: (mode: boolean) => void modes.push(mode) })
  return { input, modes }
}

describe('a line that is not shown', () => {
  it('is read from a terminal that shows nothing meanwhile', async () => {
    const { input, modes } = keyboard()
    const line = readHidden(input, '', 100)
    input.write('correc')
    input.write('t horse\r')
    expect(await line).toBe('correct horse')
    expect(modes).toEqual([true, false])
  })

  it('is corrected by backspace', async () => {
    const { input } = keyboard()
    const line = readHidden(input, '', 100)
    input.write('ab\u007f\u007f\u007fcd\b\r')
    expect(await line).toBe('c')
  })

  it('is given up at Ctrl-C, and the terminal shows again what is typed', async () => {
    const { input, modes } = keyboard()
    const line = readHidden(input, '', 100)
    input.write('secret\u0003')
    expect(await line).toBe('interrupted')
    expect(modes).toEqual([true, false])
  })

  it.each([
    ['with a line end', 'tok en\n', 'tok en'],
    ['with a line end of Windows', 'tok en\r\nmore\n', 'tok en'],
    ['without a line end', 'tok en', 'tok en'],
    ['of nothing', '', ''],
  ])('is read from a pipe %s', async (_case, text, expected) => {
    const input = new PassThrough()
    const line = readHidden(input, '', 100)
    input.end(text)
    expect(await line).toBe(expected)
  })

  it('keeps characters whole that come in two pieces', async () => {
    const input = new PassThrough()
    const line = readHidden(input, '', 100)
    const bytes = Buffer.from('bättery\n')
    input.write(bytes.subarray(0, 2))
    input.write(bytes.subarray(2))
    expect(await line).toBe('bättery')
  })

  it('is refused when it is too long, without waiting for its end', async () => {
    const input = new PassThrough()
    const line = readHidden(input, '', 100)
    input.write('x'.repeat(1_000_000))
    expect(await line).toBeNull()
  })
})
