import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Secret } from '../secret.ts'

/** Of this process: what is made with it can be compared with nothing outside. */
const KEY = randomBytes(32)

/**
 * Texts are compared as they read, so that an accented letter is the same from every keyboard (Unicode NFC). Nothing
 * else is changed: spaces and capitals count.
 */
const digest = (text: string): Buffer => createHmac('sha256', KEY).update(text.normalize('NFC'), 'utf8').digest()

/**
 * Whether a text is the secret. It compares digests of one length, in constant time: how long it takes says neither how
 * long the secret is nor how much of the text was right. Neither digest nor secret can be reached from what it returns.
 */
export function matcherOf(secret: Secret): (typed: string) => boolean {
  const expected = digest(secret.reveal())
  return (typed) => timingSafeEqual(digest(typed), expected)
}
