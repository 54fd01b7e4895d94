import { describe, expect, it } from 'vitest'
import { createLineSplitter } from '../../../../src-main/hosts/attach/lines.ts'

describe('a stream of text', () => {
  it('is taken apart into lines, however it was cut', () => {
    const splitter = createLineSplitter(10)
    expect(['a', 'b\nc', '\n\nd\ne'].map((text) => splitter.take(text))).toEqual([[], ['ab'], ['c', '', 'd']])
  })

  it('may have lines up to the longest', () => {
    expect(createLineSplitter(3).take('abc\n')).toEqual(['abc'])
  })

  it.each([
    ['at once', ['abcd\n']],
    ['in pieces', ['ab', 'cd']],
    ['before its end', ['abcd']],
  ])('is not taken any further after a line that is too long, %s', (_how, texts) => {
    const splitter = createLineSplitter(3)
    expect(texts.map((text) => splitter.take(text)).at(-1)).toBeNull()
    expect(splitter.take('a\n')).toBeNull()
  })
})
