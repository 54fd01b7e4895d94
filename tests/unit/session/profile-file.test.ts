import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { assetPath } from '../../../src-main/config/assets.ts'
import { readProfile } from '../../../src-main/session/profile-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'profiles-'))
afterAll(() => rmSync(folder, { recursive: true }))

const shipped = JSON.parse(readFileSync(assetPath('profiles/default.json'), 'utf8')) as Record<string, unknown>

function fileWith(text: string): string {
  const file = join(folder, `${Math.abs(text.length * 31 + text.charCodeAt(0))}.json`)
  writeFileSync(file, text)
  return file
}

const messageOf = (nameOrFile: string): string => {
  const profile = readProfile(nameOrFile)
  return profile.ok ? 'ok' : profile.error.message
}

describe('profile files', () => {
  it('finds the profile that comes with the product by its name', () => {
    expect(readProfile('default')).toMatchObject({ ok: true, value: { id: 'default', data: shipped } })
  })

  it('gives the same numbers the same identity, whatever their order and spacing in the file', () => {
    const reordered = Object.fromEntries(Object.entries(shipped).toReversed())
    const one = readProfile('default')
    const other = readProfile(fileWith(JSON.stringify(reordered)))
    expect(one.ok && other.ok && one.value.hash === other.value.hash).toBe(true)
  })

  it('gives other numbers another identity', () => {
    const changed = { ...shipped, trailing: { startAtr: 2.5, lockAtr: 1, trailAtr: 1.5 } }
    const one = readProfile('default')
    const other = readProfile(fileWith(JSON.stringify(changed)))
    expect(one.ok && other.ok && one.value.hash !== other.value.hash).toBe(true)
  })

  it.each([
    ['a name that is none', 'defualt', 'There is no profile defualt'],
    ['a file that is none', join(folder, 'absent.json'), 'There is no profile'],
    ['a file that is no JSON', fileWith('{ "id": '), 'JSON'],
    ['a profile with a missing part', fileWith('{ "id": "mine" }'), 'at history'],
    ['an unknown key', fileWith(JSON.stringify({ ...shipped, luck: 1 })), 'luck'],
    [
      'a number out of its range',
      fileWith(JSON.stringify({ ...shipped, candidate: { extremePriceZ: -1 } })),
      'extremePriceZ',
    ],
  ])('refuses %s in one line', (_case, nameOrFile, words) => {
    expect(messageOf(nameOrFile)).toContain(words)
    expect(messageOf(nameOrFile)).not.toContain('\n')
  })
})
