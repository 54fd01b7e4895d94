import { readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { matcherOf } from '../../../../src-main/config/order-token/matcher.ts'
import { Secret } from '../../../../src-main/config/secret.ts'

const SOURCE = new URL('../../../../src-main/config/order-token/matcher.ts', import.meta.url)

describe('comparing with a secret', () => {
  test('takes the whole text and nothing else', () => {
    const matches = matcherOf(new Secret('pass word'))
    expect(matches('pass word')).toBe(true)
    for (const other of [
      '',
      'pass',
      'pass word ',
      ' pass word',
      'pass  word',
      'Pass word',
      'password',
      'x'.repeat(1_024),
    ]) {
      expect(matches(other), other).toBe(false)
    }
  })

  test('takes an accent however it was composed', () => {
    expect(matcherOf(new Secret('e\u0301'))('\u00e9')).toBe(true)
    expect(matcherOf(new Secret('\u00e9'))('e\u0301')).toBe(true)
    expect(matcherOf(new Secret('\u00e9'))('e')).toBe(false)
  })

  test('goes through one comparison in constant time of digests under a key of this process', () => {
    const code = readFileSync(SOURCE, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
    expect(code.match(/timingSafeEqual\(/g)).toHaveLength(1)
    expect(code).toContain("createHmac('sha256', KEY)")
    expect(code).toContain('const KEY = randomBytes(32)')
    // No other way to an answer: nothing compares, cuts or searches text.
    expect(code).not.toMatch(/===|!==|==|startsWith|indexOf|includes|localeCompare|\.length|\bif\b|\?/)
  })

  test('shows neither secret nor digest', () => {
    const matches = matcherOf(new Secret('pass word'))
    const seen = inspect(matches, { showHidden: true, depth: 10 }) + String(matches) + JSON.stringify({ matches })
    expect(seen).not.toContain('pass word')
    expect(Object.getOwnPropertyNames(matches).sort()).toEqual(['length', 'name'])
  })
})
