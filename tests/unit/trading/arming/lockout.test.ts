import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ArmingFloor, TOKEN } from './arming-floor.ts'

const LOCKED = 5 * 60_000
let floor: ArmingFloor
beforeEach(() => {
  floor = new ArmingFloor()
})
afterEach(() => floor.remove())

const wrong = (): string => floor.armed({ token: 'wrong' })
const lockItself = (): void => {
  for (let count = 0; count < 5; count++) wrong()
}

describe('wrong tokens', () => {
  test('are counted down, and the fifth locks arming for five minutes', () => {
    const left = [1, 2, 3, 4, 5].map(() => {
      const answer = floor.arm({ token: 'wrong' })
      return answer.ok ? '' : answer.error.message
    })
    expect(left[0]).toBe('This is not the order token. After 4 more like it arming is locked for five minutes.')
    expect(left[4]).toBe('This is not the order token. Arming is locked for five minutes.')
    expect(floor.told.filter(({ kind }) => kind === 'wrong-token')).toEqual(
      [4, 3, 2, 1, 0].map((each) => ({ kind: 'wrong-token', use: 'arm', left: each, locked: each === 0 })),
    )
    expect(floor.arming.standing().lockedOut).toBe(LOCKED)
  })

  test('lock the right one out too, with the seconds that are left', () => {
    lockItself()
    floor.pass(60_500)
    const answer = floor.arm()
    expect(answer).toMatchObject({ ok: false, error: { code: 'locked-out' } })
    if (!answer.ok) expect(answer.error.message).toContain('for another 240 s')
    floor.pass(LOCKED - 60_501)
    expect(floor.armed()).toBe('locked-out')
    floor.pass(1)
    expect(floor.armed()).toBe('ok')
  })

  test('begin anew after a right one', () => {
    for (let count = 0; count < 4; count++) wrong()
    expect(floor.armed()).toBe('ok')
    for (let count = 0; count < 4; count++) wrong()
    expect(floor.arming.standing().lockedOut).toBeNull()
    expect(wrong()).toBe('wrong-token')
    expect(floor.arming.standing().lockedOut).toBe(LOCKED)
  })

  test('count wherever a token is asked for', () => {
    floor.arm()
    wrong()
    wrong()
    expect(floor.arming.extend({ token: 'wrong', minutes: 5 })).toMatchObject({ error: { code: 'wrong-token' } })
    expect(floor.arming.confirm('wrong')).toMatchObject({ error: { code: 'wrong-token' } })
    expect(floor.arming.confirm('wrong')).toMatchObject({ error: { code: 'wrong-token' } })
    expect(floor.arming.confirm(TOKEN)).toMatchObject({ error: { code: 'locked-out' } })
    expect(floor.arming.extend({ token: TOKEN, minutes: 5 })).toMatchObject({ error: { code: 'locked-out' } })
    expect(floor.arming.standing().armed).not.toBeNull()
  })

  test('are on the disk before they are answered, and count over restarts', () => {
    for (let count = 1; count <= 5; count++) {
      expect(wrong()).toBe('wrong-token')
      expect(JSON.parse(readFileSync(floor.file, 'utf8'))).toEqual({ version: 1, wrong: count, at: floor.wall })
      floor.restart()
    }
    expect(floor.arming.standing().lockedOut).toBe(LOCKED)
    floor.pass(LOCKED - 1)
    expect(floor.restart().standing().lockedOut).toBe(1)
    expect(floor.armed()).toBe('locked-out')
    floor.pass(1)
    expect(floor.armed()).toBe('ok')
  })

  test('of a process that ended while it compared count as well', () => {
    mkdirSync(dirname(floor.file), { recursive: true })
    writeFileSync(floor.file, JSON.stringify({ version: 1, wrong: 5, at: floor.wall }))
    floor.restart()
    expect(floor.armed()).toBe('locked-out')
  })

  test('of another process are seen before the next one is compared', () => {
    mkdirSync(dirname(floor.file), { recursive: true })
    writeFileSync(floor.file, JSON.stringify({ version: 1, wrong: 4, at: floor.wall }))
    expect(wrong()).toBe('wrong-token')
    expect(floor.armed()).toBe('locked-out')
  })
})

describe('the lock', () => {
  test('is not shortened by a clock that is set forward', () => {
    lockItself()
    floor.wall += 60 * 60_000
    expect(floor.armed()).toBe('locked-out')
    floor.pass(LOCKED)
    expect(floor.armed()).toBe('ok')
  })

  test('is not lengthened beyond its time by one that is set back', () => {
    lockItself()
    floor.wall -= 60 * 60_000
    expect(floor.armed()).toBe('locked-out')
    expect(floor.arming.standing().lockedOut).toBe(LOCKED)
    floor.pass(LOCKED)
    expect(floor.armed()).toBe('ok')
  })

  test('begins anew after a restart with a clock that was set back', () => {
    lockItself()
    floor.wall -= 60 * 60_000
    floor.pass(LOCKED - 1)
    expect(floor.restart().standing().lockedOut).toBe(LOCKED)
    floor.pass(LOCKED)
    expect(floor.armed()).toBe('ok')
  })
})

describe('a file of attempts', () => {
  const put = (text: string | Buffer): void => {
    mkdirSync(dirname(floor.file), { recursive: true })
    writeFileSync(floor.file, text)
    floor.restart()
  }

  test.each<[string, string | Buffer]>([
    ['empty', ''],
    ['cut off', '{"version":1,"wro'],
    ['another program', '{"name":"something"}'],
    ['a later version', '{"version":2,"wrong":0,"at":0}'],
    ['more than five', '{"version":1,"wrong":6,"at":0}'],
    ['less than none', '{"version":1,"wrong":-1,"at":0}'],
    ['no whole number', '{"version":1,"wrong":1.5,"at":0}'],
    ['no time', '{"version":1,"wrong":1,"at":null}'],
    ['a list', '[]'],
    ['bytes', Buffer.from([0xff, 0xfe, 0x00])],
  ])('that is %s makes arming impossible, is named, and is left as it is', (_, text) => {
    put(text)
    const answer = floor.arm()
    expect(answer).toMatchObject({ ok: false, error: { code: 'gate-closed' } })
    if (!answer.ok) expect(answer.error.message).toContain(floor.file)
    expect(floor.arming.confirm(TOKEN)).toMatchObject({ error: { code: 'gate-closed' } })
    expect(readFileSync(floor.file)).toEqual(Buffer.from(text))
  })

  test('that is mended lets arming be tried again', () => {
    put('nothing')
    expect(floor.armed()).toBe('gate-closed')
    rmSync(floor.file)
    expect(floor.armed()).toBe('ok')
  })

  test('that is a folder makes arming impossible', () => {
    mkdirSync(floor.file, { recursive: true })
    expect(floor.armed()).toBe('gate-closed')
  })

  test('that cannot be written makes arming impossible, with the right token too', () => {
    writeFileSync(dirname(floor.file), 'where its folder should be')
    const answer = floor.arm()
    expect(answer).toMatchObject({ ok: false, error: { code: 'gate-closed' } })
    expect(floor.told.some(({ kind }) => kind === 'armed')).toBe(false)
  })

  test.skipIf(process.platform === 'win32')('can be read by its owner only', () => {
    wrong()
    expect(statSync(floor.file).mode & 0o777).toBe(0o600)
  })
})

describe('a token that can be none', () => {
  test.each<[string, string]>([
    ['nothing', ''],
    ['a megabyte', 'x'.repeat(1_048_576)],
    ['1,025 characters', 'x'.repeat(1_025)],
    ['half a character', 'abc\uD800'],
  ])('%s is refused in words and counts nothing', (_, token) => {
    const answer = floor.arm({ token })
    expect(answer).toMatchObject({ ok: false, error: { code: 'bad-command' } })
    if (!answer.ok) expect(answer.error.message.length).toBeLessThan(200)
    expect(existsSync(floor.file)).toBe(false)
  })

  test.each<[string, string]>([
    ['spaces at its end', `${TOKEN} `],
    ['spaces before it', ` ${TOKEN}`],
    ['other capitals', TOKEN.toUpperCase()],
    ['its beginning', TOKEN.slice(0, -1)],
    ['another accent', TOKEN.replace('ä', 'a')],
    ['a NUL at its end', `${TOKEN}\0`],
    ['emoji', '🐎🔋'],
  ])('and one with %s is a wrong one', (_, token) => {
    expect(floor.armed({ token })).toBe('wrong-token')
  })

  test('and one from a keyboard that composes its accents differently is the right one', () => {
    expect(TOKEN.normalize('NFD')).not.toBe(TOKEN)
    expect(floor.armed({ token: TOKEN.normalize('NFD') })).toBe('ok')
  })
})
