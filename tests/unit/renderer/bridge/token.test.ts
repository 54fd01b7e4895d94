import { expect, test } from 'vitest'
import { takeToken } from '../../../../src-renderer/bridge/token.ts'

const TOKEN = 'kJ3_x-09aBcDeFgHiJkLmNoPqRsTuVwXyZ012345678'

function opened(hash: string, stored = new Map<string, string>()) {
  const addresses: unknown[] = []
  const token = takeToken({
    location: { hash, pathname: '/', search: '?a=1' },
    history: { replaceState: (_state: unknown, _unused: string, url: unknown) => addresses.push(url) },
    storage: {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => stored.set(key, value),
    },
  })
  return { token, addresses, stored }
}

test('the token leaves the address bar as soon as it is read', () => {
  expect(opened(`#token=${TOKEN}`)).toMatchObject({ token: TOKEN, addresses: ['/?a=1'] })
})

test('a reload of the same tab needs no new one', () => {
  const { stored } = opened(`#token=${TOKEN}`)
  expect(opened('', stored).token).toBe(TOKEN)
})

test('a new address has the word over a stored one', () => {
  const { stored } = opened(`#token=${TOKEN}`)
  expect(opened(`#token=${TOKEN}x`, stored).token).toBe(`${TOKEN}x`)
})

test.each(['', '#', '#token=', '#short', `#token=${'a'.repeat(200)}`, '#token=has spaces in it, clearly', '#<script>'])(
  '%j holds no token',
  (hash) => {
    expect(opened(hash)).toMatchObject({ token: null, addresses: [] })
  },
)
