import { expect, it } from 'vitest'
import { createMessages } from '../../../../../src-main/broker/ibkr/connection/messages.ts'

const message = (text: string, at = 1) => ({ at, code: 2_104, severity: 'info' as const, text })

it('keeps the newest fifty messages, newest first', () => {
  const messages = createMessages()
  for (let number = 1; number <= 60; number++) messages.add(message(`message ${number}`))
  expect(messages.newest()).toHaveLength(50)
  expect(messages.newest()[0]?.text).toBe('message 60')
  expect(messages.newest().at(-1)?.text).toBe('message 11')
})

it('keeps a message that repeats itself once, with its newest time', () => {
  const messages = createMessages()
  messages.add(message('first'))
  for (let at = 2; at < 100; at++) messages.add(message('again', at))
  expect(messages.newest().map(({ text, at }) => [text, at])).toEqual([
    ['again', 99],
    ['first', 1],
  ])
})

it('cuts a text that carries a whole message short', () => {
  const messages = createMessages()
  messages.add(message('x'.repeat(10_000)))
  expect(messages.newest()[0]?.text).toHaveLength(400)
})

it('shows words of TWS in one line, without characters that are not seen', () => {
  const messages = createMessages()
  messages.add(message('one\n two\u0000\u202Ethree\u0007 '))
  expect(messages.newest()[0]?.text).toBe('one two three')
})
